import { type Tensor, dispose } from "@tensorflow/tfjs-core";
import type { Batch } from "@surenet/data";
import { invalidOption, invalidValue } from "@surenet/tensor-backend";
import type { Module } from "../module/module.ts";
import { clipGradients } from "../optim/clip.ts";
import { Breather } from "./breather.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { evaluate } from "./evaluate.ts";
import { gradientStep } from "./gradient-step.ts";
import { Progress } from "./progress.ts";
import type { Epoch, TrainOptions, TrainResult } from "./train-options.ts";
import { type TrainingPlan, planTraining } from "./training-plan.ts";
import { TrainingState } from "./training-state.ts";

/**
 * Trains a model, epoch by epoch; the loop in your program may look, log, or stop.
 *
 * A step is one tidy pass: `forward` and loss under the gradient, clipping, the optimiser at `learningRate · schedule(step, steps)`. With
 * equal seeds on one engine the reports repeat exactly, `timing` apart; so they do after a resume, from wherever the last checkpoint was.
 * The model is in evaluation mode whenever a report is yielded and at the end.
 *
 * @returns a {@link TrainResult} as the iterator's return value; {@link fit} hands it out
 * @throws SurenetError `E_OPTION`; `E_VALUE` with epoch and step when a loss or gradient is not finite (the model keeps the weights before
 *   that step); `E_FILE`, `E_STATE` for a checkpoint that cannot be resumed. `signal.reason` after an abort, once the checkpoint is written
 * @example for await (const { epoch, loss } of train(model, { data, loss: crossEntropy, epochs: 20, rng })) console.log(epoch, loss);
 */
export async function* train(model: Module, options: TrainOptions): AsyncGenerator<Epoch, TrainResult, undefined> {
  options.signal?.throwIfAborted();
  const plan = planTraining(model, options);
  const state = new TrainingState(plan);
  try {
    if (options.resume ?? false) await readCheckpoint(plan, state);
    const aside = { progress: new Progress(options.onProgress, state.step), breather: new Breather() }; // one of each: epochs may be short
    while (!state.finished) yield await runEpoch(plan, state, aside);
    return state.result();
  } catch (error) {
    if (options.signal?.aborted && error === options.signal.reason) await writeCheckpoint(plan, state);
    throw error;
  } finally {
    model.eval();
    state.best?.dispose();
    if (plan.ownsOptimizer) plan.optimizer?.dispose();
  }
}

/** What a training does beside training. */
interface Aside {
  readonly progress: Progress;
  readonly breather: Breather;
}

/** The rest of the current epoch, its validation and its checkpoint. */
async function runEpoch(plan: TrainingPlan, state: TrainingState, { progress, breather }: Aside): Promise<Epoch> {
  const { model, data, batchSize, metrics, stepsPerEpoch, epochs, checkpoint } = plan;
  const { rng, signal, validation, loss } = plan.options;
  const [startSeconds, startTime] = [state.seconds, performance.now()];
  const clock = (): number => startSeconds + (performance.now() - startTime) / 1000;

  signal?.throwIfAborted();
  model.train();
  const order = rng === undefined ? {} : { rng: rng.fork(`epoch-${state.epoch}`) };
  for await (const batch of data.batches({ batchSize, from: state.stepInEpoch, ...order })) {
    if (state.stepInEpoch === stepsPerEpoch) throw wrongSize(plan, `more than ${stepsPerEpoch} batches`, batch);
    await runStep(plan, state, batch);
    state.seconds = clock();
    progress.update({ epoch: state.epoch, epochs, step: state.step, steps: epochs * stepsPerEpoch, loss: state.sums.loss });
    signal?.throwIfAborted();
    if (checkpoint !== undefined && state.step % checkpoint.everySteps === 0) await writeCheckpoint(plan, state);
    await breather.breathe();
  }
  if (state.stepInEpoch < stepsPerEpoch) throw wrongSize(plan, `${state.stepInEpoch} batches`);

  model.eval();
  const values = validation && (await evaluate(model, { data: validation, loss, metrics, batchSize, ...(signal && { signal }) }));
  const report = state.close(values, scaleAt(plan, state.step - 1));
  if (checkpoint !== undefined && (report.epoch % checkpoint.everyEpochs === 0 || state.finished)) await writeCheckpoint(plan, state);
  return report;
}

/** Gradients, clipping, update and bookkeeping of one batch, which it disposes. */
async function runStep(plan: TrainingPlan, state: TrainingState, batch: Batch): Promise<void> {
  const { model, loss, metrics, stepper, options } = plan;
  const where = `train, epoch ${state.epoch}, step ${state.step + 1}`;
  const made: Tensor[] = [batch.input, batch.target];
  try {
    const scale = scaleAt(plan, state.step);
    const done = await gradientStep(model, batch, { loss, withOutput: Object.keys(metrics).length > 0, where });
    made.push(...done.gradients.values(), ...(done.output ? [done.output] : []));
    const gradients = options.clip === undefined ? done.gradients : clipGradients(done.gradients, options.clip);
    made.push(...gradients.values());
    stepper.step(gradients, { scale, checked: true });
    await state.sums.add({ loss: done.loss, output: done.output, target: batch.target, size: batch.size });
    state.stepInEpoch++;
  } finally {
    dispose(made);
  }
}

function scaleAt({ schedule, epochs, stepsPerEpoch }: TrainingPlan, step: number): number {
  const scale = schedule(step, epochs * stepsPerEpoch);
  if (!Number.isFinite(scale))
    throw invalidOption({ where: "train", option: "schedule", got: scale, expected: `a finite scale at step ${step}` });
  return scale;
}

function wrongSize({ data, batchSize, stepsPerEpoch }: TrainingPlan, got: string, batch?: Batch): Error {
  if (batch !== undefined) dispose([batch.input, batch.target]);
  return invalidValue({
    where: "train",
    problem: `the data set has size ${data.size} and yielded ${got}`,
    expected: `${stepsPerEpoch} batches of ${batchSize}`,
  });
}
