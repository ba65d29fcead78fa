import type { ArrayDataset } from "@surenet/data";
import { createRng } from "@surenet/tensor-backend";
import type { Attacked } from "../attack.ts";
import { type CertifiedTrainingOptions, CertifySession, type Prepared, type Progress } from "../session.ts";
import type { CertifyRequest } from "../settings.ts";
import { prepareDigits } from "./prepare.ts";

/** The numbers after some epochs. */
export interface Snapshot extends Progress {
  /** The share that is right and certified at least as far as `certifiedAt`. */
  readonly certified: number;
  readonly certifiedAt: number;
  readonly classes: number;
  /** Pixels on a side. */
  readonly side: number;
}

export interface ImagePromise {
  readonly predicted: number;
  readonly radius: number;
  /** How far each class is kept away; infinite for the one that is given. */
  readonly radii: readonly number[];
  readonly arithmetic: string;
}

/** What an attack tried around an image. */
export interface ImageAttack extends ImagePromise, Pick<Attacked, "tried" | "broken"> {
  /** The nearest image of another class that was found. */
  readonly nearest: { readonly pixels: Float32Array; readonly predicted: number; readonly distance: number } | undefined;
}

const CERTIFIED_AT = 0.5;
const REACH = 12; // 2-norm; most digits are nearer than that to any other

/** A 1-Lipschitz classifier in training on images, and what it promises about one that is drawn. */
export class DigitsSession extends CertifySession<Snapshot> {
  readonly #held: ArrayDataset;
  readonly #classes: number;

  private constructor(prepared: Prepared, options: CertifiedTrainingOptions) {
    super(prepared, options);
    this.#held = prepared.held;
    this.#classes = prepared.metadata.classes;
  }

  /** @throws SurenetError for settings that cannot be trained on, and files that cannot be read */
  static async open(request: CertifyRequest): Promise<DigitsSession> {
    const rng = createRng(request.seed);
    return new DigitsSession(await prepareDigits(request, rng), { tau: 4, offset: request.offset, learningRate: 0.01, rng });
  }

  async snapshot(): Promise<Snapshot> {
    const [certified] = await this.curve([CERTIFIED_AT]);
    return {
      ...(await this.progress()),
      certified: certified?.accuracy ?? NaN,
      certifiedAt: CERTIFIED_AT,
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
    const { predicted, radius, radii, arithmetic } = await this.certificateOf(pixels);
    return { predicted, radius, radii, arithmetic };
  }

  async attack(pixels: Float32Array): Promise<ImageAttack> {
    const promise = await this.promise(pixels);
    const { nearest, ...tries } = await this.tryAttack(pixels, promise, REACH);
    return {
      ...promise,
      ...tries,
      nearest: nearest && { pixels: nearest.sample, predicted: nearest.predicted, distance: nearest.distance },
    };
  }
}
