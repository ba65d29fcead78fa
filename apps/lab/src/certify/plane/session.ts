import type { ArrayDataset } from "@surenet/data";
import { createRng } from "@surenet/tensor-backend";
import { type Bounds, boundsOf } from "../../plane/bounds.ts";
import type { Attacked } from "../attack.ts";
import { type CertifiedTrainingOptions, CertifySession, type Prepared, type Progress } from "../session.ts";
import type { CertifyRequest } from "../settings.ts";
import { type Field, fieldOf } from "./field.ts";
import { preparePlane } from "./prepare.ts";

/** The picture and the numbers after some epochs. */
export interface Snapshot extends Progress {
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
  readonly arithmetic: string;
}

/** What an attack tried around a point. */
export interface AttackFound extends PointPromise, Pick<Attacked, "tried" | "broken"> {
  /** The nearest point of another class that was found, and its distance. */
  readonly nearest: readonly [number, number] | undefined;
  readonly distance: number | undefined;
}

const NEAR = 0.1; // in the plane a distance of 0.1 is what one asks for

/** A 1-Lipschitz classifier in training on points of the plane. */
export class PlaneSession extends CertifySession<Snapshot> {
  readonly #data: ArrayDataset;
  readonly #bounds: Bounds;

  private constructor(prepared: Prepared, options: CertifiedTrainingOptions) {
    super(prepared, options);
    this.#data = prepared.data;
    this.#bounds = boundsOf(prepared.data.inputs);
  }

  /** @throws SurenetError for settings that cannot be trained on, and files that cannot be read */
  static async open(request: CertifyRequest): Promise<PlaneSession> {
    const rng = createRng(request.seed);
    return new PlaneSession(await preparePlane(request, rng), { tau: 8, offset: NEAR * request.offset, learningRate: 0.02, rng });
  }

  async snapshot(): Promise<Snapshot> {
    const { inputs, targets, classes = 2, classNames } = this.#data;
    return {
      ...(await this.progress()),
      classNames: classNames ?? Array.from({ length: classes }, (_, label) => String(label)),
      points: Float32Array.from(inputs),
      labels: Int32Array.from(targets),
      bounds: this.#bounds,
      field: await fieldOf(this.model, this.#bounds),
    };
  }

  async promise(point: readonly [number, number]): Promise<PointPromise> {
    const { predicted, radius, arithmetic } = await this.certificateOf(Float32Array.from(point));
    return { point, predicted, radius, arithmetic };
  }

  async attack(point: readonly [number, number]): Promise<AttackFound> {
    const promise = await this.promise(point);
    const { left, right, bottom, top } = this.#bounds;
    const { nearest, ...tries } = await this.tryAttack(Float32Array.from(point), promise, Math.max(right - left, top - bottom));
    const [x, y] = nearest?.sample ?? [];
    return { ...promise, ...tries, nearest: x === undefined || y === undefined ? undefined : [x, y], distance: nearest?.distance };
  }
}
