import { type ArrayDataset, augmented } from "@surenet/data";
import { accuracy, Adam, type Epoch, type Loss, type Module, type Optimizer, type Parameter, type RunStore, train } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";
import { TrainingBar } from "../report/training-bar.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { TrainPlan } from "./train-plan.ts";

export interface EpochsOptions {
  readonly plan: Pick<TrainPlan, "epochs" | "learningRate" | "batch" | "augment">;
  readonly data: ArrayDataset;
  /** Where checkpoints go. */
  readonly store: RunStore;
  readonly resume: boolean;
  readonly rng: Rng;
  readonly loss: Loss;
  /** By default Adam for orthogonal weights. */
  readonly optimizer?: Optimizer;
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
  { plan, data, store, resume, rng, loss, ...given }: EpochsOptions,
): Promise<readonly Epoch[]> {
  const { epochs, learningRate, batch, augment } = plan;
  const { signal } = terminal;
  const optimizer = given.optimizer ?? orthogonalAdam(learningRate);
  const bar = new TrainingBar(terminal);
  const training = train(model, {
    data: augment === "affine" ? augmented(data, { rng: rng.fork("augment") }) : data,
    epochs,
    batchSize: batch,
    loss,
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

function orthogonalAdam(learningRate: number): Adam {
  const groups = [{ parameters: (_: string, parameter: Parameter) => parameter.manifold !== undefined, learningRate }];
  return new Adam({ learningRate: HEAD_SHARE * learningRate, groups });
}

function epochLine({ epoch, loss, metrics, timing }: Epoch, epochs: number): string {
  const count = `${String(epoch).padStart(String(epochs).length)}/${epochs}`;
  return `train    ${count}   loss ${loss.toFixed(4)}   accuracy ${metrics["accuracy"]?.toFixed(4)}   ${timing.msPerStep.toFixed(1)} ms/step`;
}
