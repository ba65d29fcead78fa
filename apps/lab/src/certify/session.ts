import type { ArrayDataset, NamedFile } from "@surenet/data";
import { type Certificate, CertifiedCrossEntropyLoss, certifiedAccuracy, certify } from "@surenet/lipschitz";
import { Adam, constant, type Epoch, type Module, train } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";
import { tensor } from "@tensorflow/tfjs-core";
import type { ModelMetadata } from "../files/model-metadata.ts";
import { EPOCHS, nextEpochs } from "../sessions/next-epochs.ts";
import { type Attacked, attackAround } from "./attack.ts";
import { classesOf } from "./classes-of.ts";

/** What a session begins with. */
export interface Prepared {
  readonly model: Module;
  readonly data: ArrayDataset;
  /** What accuracy is measured on. */
  readonly held: ArrayDataset;
  readonly metadata: ModelMetadata;
  /** What is told apart, in words. */
  readonly about: string;
}

export interface CertifiedTrainingOptions {
  /** Of the loss, in the units of the scores. */
  readonly tau: number;
  readonly offset: number;
  readonly learningRate: number;
  readonly rng: Rng;
}

/** The numbers after some epochs. */
export interface Progress {
  /** What is told apart, in words. */
  readonly about: string;
  readonly epoch: number;
  readonly loss: number | undefined;
  /** The share of held-out samples that the network, as it runs, gives their class. */
  readonly accuracy: number;
  readonly history: readonly { readonly epoch: number; readonly loss: number }[];
}

/** The share that is right, and certified at least this far. */
export interface CurvePoint {
  readonly epsilon: number;
  readonly accuracy: number;
}

/** A 1-Lipschitz classifier in training, asked for some epochs at a time: not asking is a pause, and going on is exact. Owns its model. */
export abstract class CertifySession<Snapshot extends Progress> {
  protected readonly model: Module;
  readonly #prepared: Prepared;
  readonly #epochs: AsyncIterator<Epoch>;
  readonly #history: { epoch: number; loss: number }[] = [];
  readonly #attackRng: Rng;

  protected constructor(prepared: Prepared, { tau, offset, learningRate, rng }: CertifiedTrainingOptions) {
    const { model, data } = prepared;
    this.model = model;
    this.#prepared = prepared;
    this.#attackRng = rng.fork("attack");
    this.#epochs = train(model, {
      data,
      loss: new CertifiedCrossEntropyLoss({ tau, offset }),
      optimizer: new Adam({ learningRate }),
      schedule: constant(),
      epochs: EPOCHS,
      batchSize: 64,
      rng: rng.fork("order"),
    });
  }

  /** What there is to see now. */
  abstract snapshot(): Promise<Snapshot>;

  async train(epochs: number): Promise<Snapshot> {
    for await (const { epoch, loss } of nextEpochs(this.#epochs, epochs)) this.#history.push({ epoch, loss });
    return this.snapshot();
  }

  /** Certified accuracy of the held-out samples at given radii, or at 41 up to the largest that any has. */
  async curve(epsilons?: readonly number[]): Promise<readonly CurvePoint[]> {
    const { inputs, targets, size } = this.#prepared.held;
    const certificates = await this.#certificates(inputs, size);
    const furthest = certificates.reduce((most, { radius }) => Math.max(most, radius), 0);
    return certifiedAccuracy(certificates, Int32Array.from(targets), epsilons ?? Array.from({ length: 41 }, (_, i) => (furthest * i) / 40));
  }

  /** The files that the command line reads. */
  async save(): Promise<readonly NamedFile[]> {
    const { modelFiles } = await import("../files/model-files.ts");
    return modelFiles(this.model, this.#prepared.metadata);
  }

  /** Ends the training, whose optimiser goes with it. */
  async dispose(): Promise<void> {
    await this.#epochs.return?.();
    this.model.dispose();
  }

  protected async progress(): Promise<Progress> {
    const { held, about } = this.#prepared;
    const history = this.#history;
    const predicted = await classesOf(this.model, held.inputs, held.inputShape);
    const accuracy = predicted.filter((one, i) => one === held.targets[i]).length / held.size;
    return { about, epoch: history.length, loss: history.at(-1)?.loss, accuracy, history };
  }

  protected async certificateOf(sample: Float32Array): Promise<Certificate> {
    const [first] = await this.#certificates(sample, 1);
    if (first === undefined) throw new Error("certify gave nothing");
    return first;
  }

  /** Tries to break what is promised of a sample, and looks for another class as far out as `reach`. */
  protected tryAttack(sample: Float32Array, certificate: Pick<Certificate, "predicted" | "radius">, reach: number): Promise<Attacked> {
    const { held, metadata } = this.#prepared;
    const { classes } = metadata;
    return attackAround(this.model, sample, { shape: held.inputShape, certificate, classes, reach, rng: this.#attackRng });
  }

  async #certificates(inputs: Float32Array, size: number): Promise<Certificate[]> {
    const x = tensor(inputs, [size, ...this.#prepared.held.inputShape]);
    try {
      return await certify(this.model, x);
    } finally {
      x.dispose();
    }
  }
}
