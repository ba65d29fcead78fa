import { type Tensor, argMax, tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { boundaryWalk, type Certificate, pgd } from "@surenet/lipschitz";
import type { Module } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";
import type { Float64Network } from "./float64-network.ts";

export interface AttackOptions {
  readonly model: Module;
  readonly network: Float64Network;
  readonly samples: readonly Float32Array[];
  readonly certificates: readonly Certificate[];
  /** The balls are this many times the certified radii. */
  readonly factor: number;
  readonly restarts: number;
  readonly rng: Rng;
}

export interface AttackResult {
  /** Points inside their ball that were tried. */
  readonly points: number;
  /** Points at which the float64 network gives another class. */
  readonly flips64: number;
  /** Points at which the float32 network alone does. */
  readonly flips32: number;
  readonly samplesFlipped: number;
  /** Largest distance to the centre, in units of the ball's radius. */
  readonly tightest: number;
}

const CLASSES = 10;

/** Searches every ball by gradient and judges each point found in float64 on the host; a point outside its ball does not count. */
export function attackWithin({ model, network, samples, certificates, factor, restarts, rng }: AttackOptions): AttackResult {
  const flipped = new Set<number>();
  const result = { points: 0, flips64: 0, flips32: 0, tightest: 0 };
  const radii = certificates.map(({ radius }) => radius * factor);
  for (const found of candidates(model, samples, certificates, radii, restarts, rng)) {
    const classes32 = tidy(() => argMax(model.forward(tensor(found.flat, [samples.length, found.width])), -1).dataSync());
    samples.forEach((centre, i) => {
      const point = found.flat.subarray(i * found.width, (i + 1) * found.width);
      const [radius, share] = [radii[i] ?? 0, distance(point, centre) / (radii[i] ?? 0)];
      if (radius === 0 || !(share <= 1)) return;
      result.points++;
      result.tightest = Math.max(result.tightest, share);
      if (network.classOf(Float64Array.from(point)) !== certificates[i]?.predicted) {
        result.flips64++;
        flipped.add(i);
      } else if (classes32[i] !== certificates[i]?.predicted) result.flips32++;
    });
  }
  return { ...result, samplesFlipped: flipped.size };
}

/** Points near the boundary: walks to each rival from the centre and from random points, and projected gradient descent; then each drawn in by a little. */
function* candidates(
  model: Module,
  samples: readonly Float32Array[],
  certificates: readonly Certificate[],
  radii: readonly number[],
  restarts: number,
  rng: Rng,
): Generator<{ flat: Float32Array; width: number }> {
  const width = samples[0]?.length ?? 0;
  const centres = Float32Array.from(samples.flatMap((sample) => Array.from(sample)));
  const labels = certificates.map(({ predicted }) => predicted);
  const run = (search: (x: Tensor, y: Tensor, radius: Tensor) => Tensor): Float32Array =>
    tidy(() =>
      Float32Array.from(search(tensor(centres, [samples.length, width]), tensor1d(labels, "int32"), tensor1d([...radii])).dataSync()),
    );

  const searches: ((x: Tensor, y: Tensor, radius: Tensor) => Tensor)[] = [];
  for (let restart = 0; restart < restarts; restart++) {
    searches.push((x, y, radius) => pgd(model, x, y, radius, { rng, steps: 40, stepSize: restart === 0 ? 0.25 : 0.05 }));
    for (let shift = 1; shift < CLASSES; shift++) {
      const rivals = labels.map((label) => (label + shift) % CLASSES);
      searches.push((x, y, radius) => {
        const from = restart === 0 ? x : pgd(model, x, y, radius, { rng, steps: 2 });
        return boundaryWalk(model, x, y, tensor1d(rivals, "int32"), radius, { steps: 15, from });
      });
    }
  }
  for (const search of searches) {
    const found = run(search);
    for (const share of [1, 1 - 1e-7, 1 - 1e-6, 1 - 1e-4]) yield { flat: towards(centres, found, share), width };
  }
}

/** `centre + share · (point - centre)` */
function towards(centres: Float32Array, points: Float32Array, share: number): Float32Array {
  return points.map((point, i) => (centres[i] ?? 0) + share * (point - (centres[i] ?? 0)));
}

function distance(a: Float32Array, b: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(squares);
}
