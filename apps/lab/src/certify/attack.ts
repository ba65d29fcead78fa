import { boundaryWalk, type Certificate, pgd } from "@surenet/lipschitz";
import type { Module } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { classesOf } from "./classes-of.ts";

/** What an attack tried around a sample. */
export interface Attacked {
  /** Points tried within the certified radius, and those of them that changed class: always 0. */
  readonly tried: number;
  readonly broken: number;
  /** The nearest sample of another class that was found. */
  readonly nearest?: { readonly sample: Float32Array; readonly predicted: number; readonly distance: number };
}

export interface AttackOptions {
  readonly shape: readonly number[];
  readonly certificate: Pick<Certificate, "predicted" | "radius">;
  readonly classes: number;
  /** How far out another class is looked for. */
  readonly reach: number;
  readonly rng: Rng;
}

type Tried = NonNullable<Attacked["nearest"]>;

const STARTS = 64;
const HALVINGS = 14; // of the way between the sample and another class: 6e-5 of it is left

/**
 * Gradient descent from many starts: within the certified radius, where it must fail, and further out, for the nearest sample of another class. What is found there is
 * walked from again within its own distance, and drawn back along the line to where the class changes.
 */
export async function attackAround(model: Module, sample: Float32Array, options: AttackOptions): Promise<Attacked> {
  const { shape, certificate, classes, reach, rng } = options;
  const { predicted, radius } = certificate;
  const center = repeated(sample);
  const batch = (values: Float32Array): Tensor => tensor(values, [STARTS, ...shape]);
  const read = async (owned: readonly Tensor[], found: Tensor): Promise<Float32Array> => {
    const values = Float32Array.from(await found.data());
    for (const one of [...owned, found]) one.dispose();
    return values;
  };
  const perRow = (value: number): Tensor => tensor(new Float32Array(STARTS).fill(value));
  const own = (): Tensor => tensor(new Int32Array(STARTS).fill(predicted));

  const inside = [batch(center), own(), perRow(radius)] as const;
  const tried = await read(inside, pgd(model, ...inside, { rng, steps: 30 }));
  const broken = (await classesOf(model, tried, shape)).filter((one) => one !== predicted).length;

  const rivals = Int32Array.from({ length: STARTS }, (_, i) => (predicted + 1 + (i % (classes - 1))) % classes);
  const std = (0.2 * reach * Math.SQRT2) / Math.sqrt(sample.length); // as far from the sample in any number of dimensions
  const noise = rng.values.normal(center.length, { std });
  let from: Float32Array = center.map((value, k) => (k < (classes - 1) * sample.length ? value : value + (noise[k] ?? 0))); // each rival once from the sample itself
  let best: Tried | undefined;
  for (let round = 0; round < 3; round++) {
    const walk = [batch(center), own(), tensor(rivals), perRow(best?.distance ?? reach)] as const;
    const start = batch(from);
    from = await read([...walk, start], boundaryWalk(model, ...walk, { from: start }));
    best = nearer(best, await drawnBack(model, sample, from, options));
  }
  return { tried: STARTS, broken, ...(best && { nearest: best }) };
}

/** The nearest of the points that have another class, each drawn back towards the sample as far as it keeps that. */
async function drawnBack(
  model: Module,
  sample: Float32Array,
  points: Float32Array,
  { shape, certificate }: AttackOptions,
): Promise<Tried | undefined> {
  const size = sample.length;
  const [near, far] = [new Float32Array(STARTS), new Float32Array(STARTS).fill(1)];
  const at = (shares: Float32Array): Float32Array =>
    points.map((value, k) => {
      const [own, share] = [sample[k % size] ?? 0, shares[Math.floor(k / size)] ?? 1];
      return own + share * (value - own);
    });
  const isOther = (one: number): boolean => one !== certificate.predicted;
  const first = await classesOf(model, points, shape);
  for (let i = 0; i < HALVINGS; i++) {
    const middle = near.map((share, row) => (share + (far[row] ?? 1)) / 2);
    const classes = await classesOf(model, at(middle), shape);
    middle.forEach((share, row) => ((isOther(classes[row] ?? NaN) ? far : near)[row] = share));
  }
  const found = at(far);
  const classes = await classesOf(model, found, shape);
  let best: Tried | undefined;
  for (let row = 0; row < STARTS; row++) {
    const predicted = classes[row] ?? NaN;
    if (!isOther(first[row] ?? NaN) || !isOther(predicted)) continue;
    const own = found.slice(row * size, (row + 1) * size);
    best = nearer(best, { sample: own, predicted, distance: Math.hypot(...own.map((value, k) => value - (sample[k] ?? 0))) });
  }
  return best;
}

function nearer(a: Tried | undefined, b: Tried | undefined): Tried | undefined {
  return a === undefined || (b !== undefined && b.distance < a.distance) ? b : a;
}

function repeated(sample: Float32Array): Float32Array {
  return Float32Array.from({ length: STARTS * sample.length }, (_, k) => sample[k % sample.length] ?? NaN);
}
