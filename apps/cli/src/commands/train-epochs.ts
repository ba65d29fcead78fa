import { type ArrayDataset, augmented } from "@surenet/data";
import { accuracy, Adam, type Epoch, type Module, type RunStore, train } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";
import { buildLoss } from "../model/build-loss.ts";
import { TrainingBar } from "../report/training-bar.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { TrainPlan } from "./train-plan.ts";

export interface EpochsOptions {
  readonly plan: TrainPlan;
  readonly data: ArrayDataset;
  /** Where checkpoints go. */
  readonly store: RunStore;
  readonly resume: boolean;
  readonly rng: Rng;
}

const HEAD_SHARE = 0.1; // of the learning rate, for head and biases, which move freely: 0.01 beside the 0.1 of the orthogonal weights

/**
 * The training itself, with a bar for a person who watches and else a line for each epoch.
 *
 * @returns all epochs, those before a resume included
 * @throws the signal's reason, once the checkpoint is written
 */
export async function trainEpochs(
  model: Module,
  terminal: Terminal,
  { plan, data, store, resume, rng }: EpochsOptions,
): Promise<readonly Epoch[]> {
  const { epochs, learningRate, batch, loss, augment } = plan;
  const { signal } = terminal;
  const optimizer = new Adam({
    learningRate: HEAD_SHARE * learningRate,
    groups: [{ parameters: (_, parameter) => parameter.manifold !== undefined, learningRate }],
  });
  const bar = new TrainingBar(terminal);
  const training = train(model, {
    data: augment === "affine" ? augmented(data, { rng: rng.fork("augment") }) : data,
    epochs,
    batchSize: batch,
    loss: buildLoss(loss),
    optimizer,
    rng,
    resume,
    signal,
    metrics: { accuracy },
    checkpoint: { store },
    onProgress: (progress) => bar.update(progress),
  });
  try {
    for (;;) {
      const next = await training.next();
      if (next.done === true) return next.value.history;
      if (!terminal.live) terminal.note(epochLine(next.value, epochs));
    }
  } finally {
    optimizer.dispose();
    bar.end();
  }
}

function epochLine({ epoch, loss, metrics, timing }: Epoch, epochs: number): string {
  const count = `${String(epoch).padStart(String(epochs).length)}/${epochs}`;
  return `train    ${count}   loss ${loss.toFixed(4)}   accuracy ${metrics["accuracy"]?.toFixed(4)}   ${timing.msPerStep.toFixed(1)} ms/step`;
}
