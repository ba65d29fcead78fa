import { Adam, type Epoch, type Schedule, train } from "@surenet/nn";
import { createRng, type Rng } from "@surenet/tensor-backend";
import { EPOCHS, nextEpochs } from "../sessions/next-epochs.ts";
import { classification, type ClassificationLook } from "./classification.ts";
import { tableMeasurements, waveMeasurements } from "./measurements.ts";
import { regression, type RegressionLook } from "./regression.ts";
import type { CalibrateRequest } from "./settings.ts";
import type { Task } from "./task.ts";

/** The picture and the numbers after some epochs. */
export interface Snapshot {
  readonly epoch: number;
  readonly history: readonly { readonly epoch: number; readonly loss: number }[];
  readonly look: RegressionLook | ClassificationLook;
}

const LEARNING_RATE = 0.02;

const [STEADY, SETTLED, LAST_SHARE] = [400, 900, 0.1]; // steps

/** Quick until the curve is found, then slower: a rate that stays leaves the band trembling. */
const settling: Schedule = (step) => Math.min(1, Math.max(LAST_SHARE, 1 - (step - STEADY) / (SETTLED - STEADY)));

/** A network of Gaussian weights in training, asked for some epochs at a time: not asking is a pause, and going on is exact. */
export class CalibrateSession {
  readonly #task: Task<RegressionLook | ClassificationLook>;
  readonly #epochs: AsyncIterator<Epoch>;
  readonly #history: { epoch: number; loss: number }[] = [];

  private constructor(task: Task<RegressionLook | ClassificationLook>, rng: Rng) {
    this.#task = task;
    const { model, data, loss } = task;
    const optimizer = new Adam({ learningRate: LEARNING_RATE });
    const options = { data, loss, optimizer, schedule: settling, epochs: EPOCHS, batchSize: 32, rng: rng.fork("order") };
    this.#epochs = train(model, options);
  }

  /** @throws SurenetError for a table that cannot be read */
  static async open({ files = [], ...settings }: CalibrateRequest): Promise<CalibrateSession> {
    const rng = createRng(settings.seed);
    if (settings.task === "classification") return new CalibrateSession(classification(settings, rng), rng);
    const measured = files.length > 0 ? await tableMeasurements(files, rng) : waveMeasurements(settings.points, rng);
    return new CalibrateSession(regression(settings, measured, rng), rng);
  }

  async train(epochs: number): Promise<Snapshot> {
    for await (const { epoch, loss } of nextEpochs(this.#epochs, epochs)) this.#history.push({ epoch, loss });
    return this.snapshot();
  }

  async snapshot(): Promise<Snapshot> {
    return { epoch: this.#history.length, history: this.#history, look: await this.#task.look() };
  }

  /** Ends the training, whose optimiser goes with it. */
  async dispose(): Promise<void> {
    await this.#epochs.return?.();
    this.#task.model.dispose();
  }
}
