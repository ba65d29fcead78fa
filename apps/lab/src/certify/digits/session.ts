import type { ArrayDataset, NamedFile } from "@surenet/data";
import { createRng, type Rng } from "@surenet/tensor-backend";
import { attackAround } from "../attack.ts";
import type { CertifyRequest } from "../settings.ts";
import { CertifiedTraining, type CurvePoint } from "../training.ts";
import { prepareDigits } from "./prepare.ts";

/** The numbers after some epochs. */
export interface Snapshot {
  /** What is told apart, in words. */
  readonly about: string;
  readonly epoch: number;
  readonly loss: number | undefined;
  /** Of held-out images. */
  readonly accuracy: number;
  /** The share that is right and certified at least as far as `certifiedAt`. */
  readonly certified: number;
  readonly certifiedAt: number;
  readonly history: readonly { readonly epoch: number; readonly loss: number }[];
  readonly classes: number;
  /** Pixels on a side. */
  readonly side: number;
}

export interface ImagePromise {
  readonly predicted: number;
  readonly radius: number;
  /** How far each class is kept away; infinite for the one that is given. */
  readonly radii: readonly number[];
  readonly bound: number;
  readonly arithmetic: string;
}

/** What an attack tried around an image. */
export interface ImageAttack extends ImagePromise {
  /** Images tried within the certified radius, and those of them that changed class: always 0. */
  readonly tried: number;
  readonly broken: number;
  /** The nearest image of another class that was found. */
  readonly nearest: { readonly pixels: Float32Array; readonly predicted: number; readonly distance: number } | undefined;
}

const CERTIFIED_AT = 0.5;
const REACH = 12; // 2-norm; most digits are nearer than that to any other

/** A 1-Lipschitz classifier in training on images, and what it promises about one that is drawn. */
export class DigitsSession {
  readonly #training: CertifiedTraining;
  readonly #held: ArrayDataset;
  readonly #classes: number;
  readonly #about: string;
  readonly #rng: Rng;

  private constructor(
    training: CertifiedTraining,
    { held, classes, about, rng }: { held: ArrayDataset; classes: number; about: string; rng: Rng },
  ) {
    this.#training = training;
    this.#held = held;
    this.#classes = classes;
    this.#about = about;
    this.#rng = rng;
  }

  /** @throws SurenetError for settings that cannot be trained on, and files that cannot be read */
  static async open(request: CertifyRequest): Promise<DigitsSession> {
    const rng = createRng(request.seed);
    const { data, held, model, metadata, about } = await prepareDigits(request, rng);
    const training = new CertifiedTraining({ model, data, held, metadata, tau: 4, offset: request.offset, learningRate: 0.01, rng: rng.fork("order") }); // prettier-ignore
    return new DigitsSession(training, { held, classes: metadata.classes, about, rng: rng.fork("attack") });
  }

  async train(epochs: number): Promise<Snapshot> {
    await this.#training.train(epochs);
    return this.snapshot();
  }

  async snapshot(): Promise<Snapshot> {
    const { history } = this.#training;
    const [certified] = await this.#training.curve([CERTIFIED_AT]);
    return {
      about: this.#about,
      epoch: history.length,
      loss: history.at(-1)?.loss,
      accuracy: await this.#training.accuracy(),
      certified: certified?.accuracy ?? NaN,
      certifiedAt: CERTIFIED_AT,
      history,
      classes: this.#classes,
      side: this.#held.inputShape[0] ?? 0,
    };
  }

  /** The `which`-th held-out image of a class. */
  async sample({ label, which }: { readonly label: number; readonly which: number }): Promise<Float32Array> {
    const places = Array.from(this.#held.targets.keys()).filter((i) => this.#held.targets[i] === label);
    return this.#held.sample(places[which % places.length] ?? 0).input;
  }

  async promise(pixels: Float32Array): Promise<ImagePromise> {
    const { predicted, radius, radii, bound, arithmetic } = await this.#training.certify(pixels);
    return { predicted, radius, radii, bound, arithmetic };
  }

  async attack(pixels: Float32Array): Promise<ImageAttack> {
    const promise = await this.promise(pixels);
    const { model } = this.#training;
    const { nearest, ...tries } = await attackAround(model, pixels, { shape: this.#held.inputShape, certificate: promise, classes: this.#classes, reach: REACH, rng: this.#rng }); // prettier-ignore
    return {
      ...promise,
      ...tries,
      nearest: nearest && { pixels: nearest.sample, predicted: nearest.predicted, distance: nearest.distance },
    };
  }

  async curve(): Promise<readonly CurvePoint[]> {
    return this.#training.curve();
  }

  async save(): Promise<readonly NamedFile[]> {
    return this.#training.save();
  }

  dispose(): Promise<void> {
    return this.#training.dispose();
  }
}
