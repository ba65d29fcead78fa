import { type Tensor, add, addN, exp, mul, neg, scalar, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, wrongState } from "@surenet/tensor-backend";
import { Module, Parameter } from "@surenet/nn";

export interface GradNormOptions {
  /** How strongly tasks that lag behind are pulled: 0 makes all gradients equally long. */
  readonly alpha?: number;
  /** Of the weights. */
  readonly learningRate?: number;
}

/** What the weights of tasks depend on beside parameters. */
export interface WeightingState {
  readonly fixed: Readonly<Record<string, number>>;
  readonly firstLosses: Readonly<Record<string, number>>;
}

/** How the losses of several tasks become one: by fixed weights (1 when omitted), by learned uncertainties, or so that their gradients are equally long. */
export type TaskWeighting = "uncertainty" | { readonly fixed: Readonly<Record<string, number>> } | { readonly gradNorm: GradNormOptions };

/**
 * The weights of the tasks during a training.
 *
 * `"uncertainty"`: `Σ_k e^−s_k loss_k + s_k/2` with learned log variances s (Kendall, Gal & Cipolla 2018, eq. 10).
 * `gradNorm`: `w_k ← w_k − η |g_k| sign(w_k |g_k| − mean(w |g|) r_k^α)`, r_k the task's share of its first loss over the mean share, and the weights scaled to sum to their number
 * (Chen et al. 2018, eq. 2, with the gradients of the tree's shared parameters).
 */
export class TaskWeights extends Module {
  readonly logVariances: Record<string, Parameter> = {};
  #fixed: Record<string, number>;
  readonly #gradNorm: Required<GradNormOptions> | undefined;
  #firstLosses: Record<string, number> = {};

  /** @param weighThemselves tasks whose losses learn their own scale: they keep the weight 1 under `"uncertainty"` */
  constructor(
    tasks: readonly string[],
    weighting: TaskWeighting,
    { weighThemselves = [] }: { readonly weighThemselves?: readonly string[] } = {},
  ) {
    super();
    this.#fixed = Object.fromEntries(tasks.map((task) => [task, 1]));
    if (weighting === "uncertainty") {
      for (const task of tasks) if (!weighThemselves.includes(task)) this.logVariances[task] = new Parameter(() => zeros([]));
    } else if ("gradNorm" in weighting) {
      checkOptions("TaskWeights, gradNorm", weighting.gradNorm, ["alpha", "learningRate"]);
      const { alpha = 1.5, learningRate = 0.025 } = weighting.gradNorm; // the paper's, section 5
      this.#gradNorm = { alpha, learningRate };
    } else {
      for (const [task, weight] of Object.entries(weighting.fixed)) {
        if (!tasks.includes(task))
          throw invalidOption({ where: "TaskWeights", option: "fixed", got: task, expected: `one of ${tasks.join(", ")}` });
        if (!(weight >= 0)) throw invalidOption({ where: "TaskWeights", option: `fixed.${task}`, got: weight, expected: "a number >= 0" });
        this.#fixed[task] = weight;
      }
    }
  }

  forward(): Tensor {
    throw wrongState({ where: "TaskWeights", problem: "weights have no input" });
  }

  get state(): WeightingState {
    return { fixed: { ...this.#fixed }, firstLosses: { ...this.#firstLosses } };
  }

  set state({ fixed, firstLosses }: WeightingState) {
    this.#fixed = { ...fixed };
    this.#firstLosses = { ...firstLosses };
  }

  /** Whether every task's gradient must be known by itself. */
  get separates(): boolean {
    return this.#gradNorm !== undefined;
  }

  /** The one loss of these tasks, a scalar. Runs in a tidy. */
  combine(losses: Readonly<Record<string, Tensor>>): Tensor {
    const terms = Object.entries(losses).map(([task, loss]) => {
      const s = this.logVariances[task]?.value;
      return s === undefined ? mul(loss, this.#fixed[task] ?? 1) : add(mul(exp(neg(s)), loss), mul(s, 0.5));
    });
    return terms.length === 0 ? scalar(0) : addN(terms);
  }

  /** The present weight of each task, on the host. */
  values(): Record<string, number> {
    const learned = Object.entries(this.logVariances).map(([task, { variable }]): [string, number] => [
      task,
      Math.exp(-(variable.dataSync()[0] ?? 0)),
    ]);
    return { ...this.#fixed, ...Object.fromEntries(learned) };
  }

  /** One step of GradNorm, from each task's loss and the length of its unweighted gradient. */
  balance(tasks: Readonly<Record<string, { readonly loss: number; readonly norm: number }>>): void {
    const rule = this.#gradNorm;
    const names = Object.keys(tasks);
    if (rule === undefined || names.length < 2) return;
    const of = (task: string): { readonly loss: number; readonly norm: number } => tasks[task] ?? { loss: 0, norm: 0 };
    for (const task of names) this.#firstLosses[task] ??= of(task).loss;
    const shares = names.map((task) => of(task).loss / (this.#firstLosses[task] ?? 1));
    const lengths = names.map((task) => (this.#fixed[task] ?? 1) * of(task).norm);
    const [meanShare, meanLength] = [mean(shares), mean(lengths)];
    const moved = names.map((task, i) => {
      const goal = meanLength * ((shares[i] ?? 0) / meanShare) ** rule.alpha;
      return Math.max(SMALLEST_WEIGHT, (this.#fixed[task] ?? 1) - rule.learningRate * of(task).norm * Math.sign((lengths[i] ?? 0) - goal));
    });
    const total = moved.reduce((sum, weight) => sum + weight, 0);
    names.forEach((task, i) => (this.#fixed[task] = ((moved[i] ?? 1) * names.length) / total));
  }
}

const SMALLEST_WEIGHT = 1e-3; // a task is never switched off altogether

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
