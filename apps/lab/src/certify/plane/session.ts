import type { ArrayDataset, NamedFile } from "@surenet/data";
import type { Rng } from "@surenet/tensor-backend";
import { createRng } from "@surenet/tensor-backend";
import { type Bounds, boundsOf } from "../../plane/bounds.ts";
import { attackAround } from "../attack.ts";
import { type CurvePoint, CertifiedTraining } from "../training.ts";
import type { CertifyRequest } from "../settings.ts";
import { type Field, fieldOf } from "./field.ts";
import { preparePlane } from "./prepare.ts";

/** The picture and the numbers after some epochs. */
export interface Snapshot {
  /** What is told apart, in words. */
  readonly about: string;
  readonly epoch: number;
  readonly loss: number | undefined;
  readonly accuracy: number;
  readonly history: readonly { readonly epoch: number; readonly loss: number }[];
  readonly classNames: readonly string[];
  readonly points: Float32Array;
  readonly labels: Int32Array;
  readonly bounds: Bounds;
  readonly field: Field;
}

export interface PointPromise {
  readonly point: readonly [number, number];
  readonly predicted: number;
  readonly radius: number;
  readonly bound: number;
  readonly arithmetic: string;
}

/** What an attack tried around a point. */
export interface AttackFound extends PointPromise {
  /** Points tried within the certified radius, and those of them that changed class: always 0. */
  readonly tried: number;
  readonly broken: number;
  /** The nearest point of another class that was found, and its distance. */
  readonly nearest: readonly [number, number] | undefined;
  readonly distance: number | undefined;
}

/** A 1-Lipschitz classifier in training on points of the plane. */
export class PlaneSession {
  readonly #training: CertifiedTraining;
  readonly #data: ArrayDataset;
  readonly #about: string;
  readonly #rng: Rng;
  readonly #bounds: Bounds;

  private constructor(training: CertifiedTraining, { data, about, rng }: { data: ArrayDataset; about: string; rng: Rng }) {
    this.#training = training;
    this.#data = data;
    this.#about = about;
    this.#rng = rng;
    this.#bounds = boundsOf(data.inputs);
  }

  /** @throws SurenetError for settings that cannot be trained on, and files that cannot be read */
  static async open(request: CertifyRequest): Promise<PlaneSession> {
    const rng = createRng(request.seed);
    const { data, model, metadata, about } = await preparePlane(request, rng);
    const offset = request.offset * 0.1; // in the plane a distance of 0.1 is what one asks for
    const training = new CertifiedTraining({
      model,
      data,
      held: data,
      metadata,
      tau: 8,
      offset,
      learningRate: 0.02,
      rng: rng.fork("order"),
    });
    return new PlaneSession(training, { data, about, rng: rng.fork("attack") });
  }

  async train(epochs: number): Promise<Snapshot> {
    await this.#training.train(epochs);
    return this.snapshot();
  }

  async snapshot(): Promise<Snapshot> {
    const { inputs, targets, classes = 2, classNames } = this.#data;
    const { history, model } = this.#training;
    return {
      about: this.#about,
      epoch: history.length,
      loss: history.at(-1)?.loss,
      accuracy: await this.#training.accuracy(),
      history,
      classNames: classNames ?? Array.from({ length: classes }, (_, label) => String(label)),
      points: Float32Array.from(inputs),
      labels: Int32Array.from(targets),
      bounds: this.#bounds,
      field: await fieldOf(model, this.#bounds),
    };
  }

  async promise(point: readonly [number, number]): Promise<PointPromise> {
    const { predicted, radius, bound, arithmetic } = await this.#training.certify(point);
    return { point, predicted, radius, bound, arithmetic };
  }

  async attack(point: readonly [number, number]): Promise<AttackFound> {
    const promise = await this.promise(point);
    const { left, right, bottom, top } = this.#bounds;
    const reach = Math.max(right - left, top - bottom);
    const { classes = 2 } = this.#data;
    const { nearest, ...tries } = await attackAround(this.#training.model, Float32Array.from(point), { shape: [2], certificate: promise, classes, reach, rng: this.#rng }); // prettier-ignore
    const [x, y] = nearest?.sample ?? [];
    return { ...promise, ...tries, nearest: x === undefined || y === undefined ? undefined : [x, y], distance: nearest?.distance };
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
