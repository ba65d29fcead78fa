import { type Scalar, type Tensor, addN, clone, concat, dispose, keep, mul, reshape, square, sum, tidy, variableGrads } from "@tensorflow/tfjs-core"; // prettier-ignore
import { invalidValue } from "@surenet/tensor-backend";
import { clipGradients, forwardPass, type Parameter, releaseTape } from "@surenet/nn";
import { taskLosses } from "./task-losses.ts";
import type { TaskBatch } from "./task-table.ts";
import type { TaskPlan } from "./plan-tasks.ts";

export interface StepResult {
  /** By task, before the weighting. */
  readonly losses: Readonly<Record<string, number>>;
}

interface StepOptions {
  readonly tasks: readonly string[];
  readonly scale: number;
  readonly where: string;
}

/**
 * One forward, one backward and one update for these tasks together.
 *
 * @throws SurenetError `E_VALUE` for a loss or a gradient that is not finite; nothing has moved then
 */
export function taskStep(plan: TaskPlan, batch: TaskBatch, { tasks, scale, where }: StepOptions): StepResult {
  const { weights, optimizer, clip } = plan;
  const { losses, gradients } =
    weights.separates && tasks.length > 1
      ? separateGradients(plan, batch, { tasks, where })
      : jointGradients(plan, batch, { tasks, where, combine: (all) => weights.combine(all) });
  let clipped: ReadonlyMap<Parameter, Tensor> = gradients;
  try {
    if (clip !== undefined) clipped = clipGradients(gradients, clip);
    optimizer.step(clipped, { scale });
  } finally {
    for (const gradient of new Set([...gradients.values(), ...clipped.values()])) gradient.dispose();
  }
  return { losses };
}

interface Gradients {
  readonly losses: Record<string, number>;
  readonly gradients: Map<Parameter, Tensor>;
}

/** The gradient of the tasks' weighted sum. */
function jointGradients(
  { tree, trainee, corruptFrac }: TaskPlan,
  batch: TaskBatch,
  { tasks, where, combine }: Omit<StepOptions, "scale"> & { readonly combine: (losses: Readonly<Record<string, Tensor>>) => Tensor },
): Gradients {
  // prettier-ignore
  const trainable = trainee.parameters().filter((parameter) => parameter.trainable);
  let kept: Tensor | undefined;
  try {
    const { value, grads } = variableGrads(
      () =>
        forwardPass(() => {
          const all = taskLosses(tree, batch, { tasks, corruptFrac });
          kept = keep(clone(concat(tasks.map((task) => reshape(all[task] as Tensor, [1]))))); // one for each task
          return reshape(combine(all), []) as Scalar;
        }),
      trainable.map(({ variable }) => variable),
    );
    value.dispose();
    const numbers = kept?.dataSync() ?? [];
    const losses = Object.fromEntries(tasks.map((task, i) => [task, numbers[i] ?? NaN]));
    const gradients = new Map(trainable.flatMap((parameter) => (grads[parameter.variable.name] === undefined ? [] : [[parameter, grads[parameter.variable.name] as Tensor] as const]))); // prettier-ignore
    checkFinite(losses, gradients, where);
    return { losses, gradients };
  } catch (error) {
    releaseTape();
    throw error;
  } finally {
    kept?.dispose();
  }
}

/** Every task's gradient by itself, for weights that depend on how long they are; their weighted sum. */
function separateGradients(plan: TaskPlan, batch: TaskBatch, { tasks, where }: Omit<StepOptions, "scale">): Gradients {
  const each = tasks.map((task) => ({
    task,
    ...jointGradients(plan, batch, { tasks: [task], where, combine: (all) => addN(Object.values(all)) }),
  }));
  const shared = [...new Set(each.flatMap(({ gradients }) => [...gradients.keys()]))].filter((parameter) =>
    each.every(({ gradients }) => gradients.has(parameter)),
  );
  const norms = each.map(({ task, losses, gradients }) => [task, { loss: losses[task] ?? NaN, norm: lengthOf(shared.map((parameter) => gradients.get(parameter) as Tensor)) }] as const); // prettier-ignore
  plan.weights.balance(Object.fromEntries(norms));
  const factors = plan.weights.values();
  const total = new Map<Parameter, Tensor>();
  for (const parameter of new Set(each.flatMap(({ gradients }) => [...gradients.keys()]))) {
    const terms = each.flatMap(({ task, gradients }) =>
      gradients.has(parameter) ? [[factors[task] ?? 1, gradients.get(parameter) as Tensor] as const] : [],
    );
    total.set(parameter, tidy(() => addN(terms.map(([factor, gradient]) => mul(gradient, factor))))); // prettier-ignore
  }
  for (const { gradients } of each) dispose([...gradients.values()]);
  return { losses: Object.assign({}, ...each.map(({ losses }) => losses)), gradients: total };
}

function lengthOf(gradients: readonly Tensor[]): number {
  if (gradients.length === 0) return 0;
  return Math.sqrt(tidy(() => addN(gradients.map((gradient) => sum(square(gradient)))).dataSync()[0] ?? 0));
}

function checkFinite(losses: Readonly<Record<string, number>>, gradients: ReadonlyMap<Parameter, Tensor>, where: string): void {
  const bad = Object.entries(losses).find(([, loss]) => !Number.isFinite(loss));
  if (bad === undefined) return;
  for (const gradient of gradients.values()) gradient.dispose();
  throw invalidValue({
    where,
    problem: `the loss of ${bad[0]} is not finite; no parameter was changed`,
    got: bad[1],
    fix: "Lower the learning rate, or clip the gradients.",
  });
}
