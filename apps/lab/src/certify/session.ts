import type { ArrayDataset } from "@surenet/data";
import { boundaryWalk, CertifiedCrossEntropyLoss, certifiedAccuracy, certify, FrobeniusLinear, GroupSort2, pgd, Sequential, SpectralLinear } from "@surenet/lipschitz"; // prettier-ignore
import { Adam, constant, type Epoch, train } from "@surenet/nn";
import { createRng, type Rng } from "@surenet/tensor-backend";
import { tensor } from "@tensorflow/tfjs-core";
import { makeData } from "./make-data.ts";
import { type Bounds, boundsOf } from "../plane/bounds.ts";
import { type Field, fieldOf } from "./field.ts";
import type { CertifySettings } from "./settings.ts";

/** The picture and the numbers after some epochs. */
export interface Snapshot {
  readonly epoch: number;
  readonly loss: number | undefined;
  readonly accuracy: number;
  readonly history: readonly { readonly epoch: number; readonly loss: number }[];
  readonly classes: number;
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

const EPOCHS = 10_000; // more than anybody waits for; training goes on as long as it is asked for
const LEARNING_RATE = 0.02;
const STARTS = 64;

/** A 1-Lipschitz classifier in training on points of the plane, asked for some epochs at a time: not asking is a pause, and going on is exact. */
export class CertifySession {
  readonly #data: ArrayDataset;
  readonly #model: Sequential;
  readonly #epochs: AsyncIterator<Epoch>;
  readonly #rng: Rng;
  readonly #bounds: Bounds;
  readonly #history: { epoch: number; loss: number }[] = [];

  /** @throws SurenetError for settings that cannot be trained on */
  constructor(settings: CertifySettings) {
    const rng = createRng(settings.seed);
    this.#rng = rng.fork("attack");
    this.#data = makeData(settings, rng.fork("data"));
    this.#bounds = boundsOf(this.#data.inputs);
    this.#model = buildModel(settings, this.#data.classes ?? 2, rng.fork("weights"));
    this.#epochs = train(this.#model, {
      data: this.#data,
      loss: new CertifiedCrossEntropyLoss({ tau: 8, offset: settings.offset * 0.1 }),
      optimizer: new Adam({ learningRate: LEARNING_RATE }),
      schedule: constant(),
      epochs: EPOCHS,
      batchSize: 64,
      rng: rng.fork("order"),
    })[Symbol.asyncIterator]();
  }

  async train(epochs: number): Promise<Snapshot> {
    for (let i = 0; i < epochs; i++) {
      const { value } = await this.#epochs.next();
      if (value !== undefined && "loss" in value) this.#history.push({ epoch: value.epoch, loss: value.loss });
    }
    return this.snapshot();
  }

  async snapshot(): Promise<Snapshot> {
    const { inputs, targets } = this.#data;
    const field = await fieldOf(this.#model, this.#bounds);
    const predicted = await classesOf(this.#model, inputs);
    const labels = Int32Array.from(targets);
    const right = predicted.filter((one, i) => one === labels[i]).length;
    return {
      epoch: this.#history.length,
      loss: this.#history.at(-1)?.loss,
      accuracy: right / labels.length,
      history: this.#history,
      classes: this.#data.classes ?? 2,
      points: Float32Array.from(inputs),
      labels,
      bounds: this.#bounds,
      field,
    };
  }

  async promise(point: readonly [number, number]): Promise<PointPromise> {
    const [first] = await certify(this.#model, [point]);
    if (first === undefined) throw new Error("certify gave nothing");
    const { predicted, radius, bound, arithmetic } = first;
    return { point, predicted, radius, bound, arithmetic };
  }

  /** Gradient descent from many starts: within the certified radius, where it must fail, and further out, for the nearest point of another class. */
  async attack(point: readonly [number, number]): Promise<AttackFound> {
    const promise = await this.promise(point);
    const inside = await this.#descend(point, promise, promise.radius);
    const broken = inside.filter(({ isOther }) => isOther).length;
    const reach = Math.max(this.#bounds.right - this.#bounds.left, this.#bounds.top - this.#bounds.bottom);
    const others = (await this.#walk(point, promise, reach)).filter(({ isOther }) => isOther);
    const nearest = others.reduce<Tried | undefined>((best, one) => (best === undefined || one.distance < best.distance ? one : best), undefined); // prettier-ignore
    return { ...promise, tried: inside.length, broken, nearest: nearest?.point, distance: nearest?.distance };
  }

  async curve(): Promise<readonly { readonly epsilon: number; readonly accuracy: number }[]> {
    const { inputs, targets } = this.#data;
    const rows = Array.from({ length: inputs.length / 2 }, (_, i) => inputs.subarray(2 * i, 2 * i + 2));
    const certificates = await certify(this.#model, rows);
    const furthest = Math.max(...certificates.map(({ radius }) => radius));
    const epsilons = Array.from({ length: 41 }, (_, i) => (furthest * i) / 40);
    return certifiedAccuracy(certificates, Int32Array.from(targets), epsilons);
  }

  /** Ends the training, whose optimiser goes with it. */
  async dispose(): Promise<void> {
    await this.#epochs.return?.();
    this.#model.dispose();
  }

  #descend(point: readonly [number, number], { predicted }: PointPromise, radius: number): Promise<Tried[]> {
    const [x, labels, radii] = [tensor(repeated(point), [STARTS, 2]), tensor(new Int32Array(STARTS).fill(predicted)), tensor(new Float32Array(STARTS).fill(radius))]; // prettier-ignore
    const found = pgd(this.#model, x, labels, radii, { rng: this.#rng, steps: 30 });
    for (const owned of [x, labels, radii]) owned.dispose();
    return this.#look(found, point, predicted);
  }

  #walk(point: readonly [number, number], { predicted }: PointPromise, reach: number): Promise<Tried[]> {
    const classes = this.#data.classes ?? 2;
    const rivals = Int32Array.from({ length: STARTS }, (_, i) => (predicted + 1 + (i % (classes - 1))) % classes);
    const from = this.#rng.values.normal(2 * STARTS, { std: 0.2 * reach }).map((value, i) => value + (point[i % 2] ?? 0));
    const owned = [
      tensor(repeated(point), [STARTS, 2]),
      tensor(new Int32Array(STARTS).fill(predicted)),
      tensor(rivals),
      tensor(new Float32Array(STARTS).fill(reach)),
      tensor(from, [STARTS, 2]),
    ] as const;
    const found = boundaryWalk(this.#model, owned[0], owned[1], owned[2], owned[3], { from: owned[4] });
    for (const one of owned) one.dispose();
    return this.#look(found, point, predicted);
  }

  /** Reads points, which it disposes, and asks for their classes. */
  async #look(found: ReturnType<typeof tensor>, [x, y]: readonly [number, number], own: number): Promise<Tried[]> {
    const points = (await found.data()) as Float32Array;
    found.dispose();
    const classes = await classesOf(this.#model, points);
    return Array.from(classes, (one, i) => {
      const [a, b] = [points[2 * i] ?? NaN, points[2 * i + 1] ?? NaN];
      return { point: [a, b] as const, distance: Math.hypot(a - x, b - y), isOther: one !== own };
    });
  }
}

interface Tried {
  readonly point: readonly [number, number];
  readonly distance: number;
  readonly isOther: boolean;
}

function buildModel({ width, depth }: CertifySettings, classes: number, rng: Rng): Sequential {
  const sizes = [2, ...Array.from({ length: depth }, () => width)];
  const hidden = sizes.slice(1).flatMap((size, i) => [new SpectralLinear(sizes[i] ?? 2, size, { rng }), new GroupSort2()]);
  return new Sequential([...hidden, new FrobeniusLinear(sizes.at(-1) ?? 2, classes, { rng })]);
}

/** The class of every point, by the network as it runs. */
async function classesOf(model: Sequential, points: ArrayLike<number>): Promise<Int32Array> {
  const x = tensor(Float32Array.from(points), [points.length / 2, 2]);
  const y = model.forward(x);
  const scores = await y.data();
  for (const owned of [x, y]) owned.dispose();
  const classes = scores.length / (points.length / 2);
  return Int32Array.from({ length: points.length / 2 }, (_, i) => {
    const row = scores.subarray(i * classes, (i + 1) * classes);
    return row.indexOf(Math.max(...row));
  });
}

function repeated(point: readonly [number, number]): Float32Array {
  return Float32Array.from({ length: 2 * STARTS }, (_, i) => point[i % 2] ?? NaN);
}
