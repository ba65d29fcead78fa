import type { ArrayDataset, NamedFile } from "@surenet/data";
import { type Certificate, CertifiedCrossEntropyLoss, certifiedAccuracy, certify } from "@surenet/lipschitz";
import { Adam, constant, type Epoch, type Module, train } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";
import { tensor } from "@tensorflow/tfjs-core";
import { type ModelMetadata } from "../files/model-metadata.ts";
import { classesOf } from "./classes-of.ts";

export interface TrainingParts {
  readonly model: Module;
  readonly data: ArrayDataset;
  /** What accuracy is measured on. */
  readonly held: ArrayDataset;
  readonly metadata: ModelMetadata;
  /** Of the loss, in the units of the scores. */
  readonly tau: number;
  readonly offset: number;
  readonly learningRate: number;
  readonly rng: Rng;
}

/** The share that is right, and certified at least this far. */
export interface CurvePoint {
  readonly epsilon: number;
  readonly accuracy: number;
}

const EPOCHS = 10_000; // more than anybody waits for; training goes on as long as it is asked for

/** A 1-Lipschitz classifier in training, asked for some epochs at a time: not asking is a pause, and going on is exact. Owns its model. */
export class CertifiedTraining {
  readonly model: Module;
  readonly history: { epoch: number; loss: number }[] = [];
  readonly #parts: TrainingParts;
  readonly #epochs: AsyncIterator<Epoch>;

  constructor(parts: TrainingParts) {
    const { model, data, tau, offset, learningRate, rng } = parts;
    this.#parts = parts;
    this.model = model;
    this.#epochs = train(model, {
      data,
      loss: new CertifiedCrossEntropyLoss({ tau, offset }),
      optimizer: new Adam({ learningRate }),
      schedule: constant(),
      epochs: EPOCHS,
      batchSize: 64,
      rng,
    })[Symbol.asyncIterator]();
  }

  async train(epochs: number): Promise<void> {
    for (let i = 0; i < epochs; i++) {
      const { value } = await this.#epochs.next();
      if (value !== undefined && "loss" in value) this.history.push({ epoch: value.epoch, loss: value.loss });
    }
  }

  /** The share of held-out samples that the network, as it runs, gives their class. */
  async accuracy(): Promise<number> {
    const { held } = this.#parts;
    const predicted = await classesOf(this.model, held.inputs, held.inputShape);
    return predicted.filter((one, i) => one === held.targets[i]).length / held.size;
  }

  async certify(sample: ArrayLike<number>): Promise<Certificate> {
    const [first] = await this.#certificates(Float32Array.from(sample), 1);
    if (first === undefined) throw new Error("certify gave nothing");
    return first;
  }

  /** Certified accuracy of the held-out samples at given radii, or at 41 up to the largest that any has. */
  async curve(epsilons?: readonly number[]): Promise<readonly CurvePoint[]> {
    const { inputs, targets, size } = this.#parts.held;
    const certificates = await this.#certificates(inputs, size);
    const furthest = certificates.reduce((most, { radius }) => Math.max(most, radius), 0);
    return certifiedAccuracy(certificates, Int32Array.from(targets), epsilons ?? Array.from({ length: 41 }, (_, i) => (furthest * i) / 40));
  }

  /** The files that the command line reads. */
  async save(): Promise<readonly NamedFile[]> {
    const { modelFiles } = await import("../files/model-files.ts");
    return modelFiles(this.model, this.#parts.metadata);
  }

  /** Ends the training, whose optimiser goes with it. */
  async dispose(): Promise<void> {
    await this.#epochs.return?.();
    this.model.dispose();
  }

  async #certificates(inputs: Float32Array, size: number): Promise<Certificate[]> {
    const x = tensor(inputs, [size, ...this.#parts.held.inputShape]);
    try {
      return await certify(this.model, x);
    } finally {
      x.dispose();
    }
  }
}
