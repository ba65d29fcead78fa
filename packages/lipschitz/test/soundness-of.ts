import { evaluate, lipschitzConstant } from "@surenet/checker";
import { type Tensor, grad, mul, reshape, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import type { Rng } from "@surenet/tensor-backend";
import { boundaryWalk } from "../src/attack/boundary-walk.ts";
import { pgd } from "../src/attack/pgd.ts";
import { certify } from "../src/certify/certify.ts";
import { lower } from "../src/certify/lower.ts";
import type { RandomModel } from "./random-model.ts";

const SAMPLES = 4;
const CLIMBS = 8; // times that a direction is turned towards the largest stretch
const INSIDE = 1 - 1e-5; // of a radius: attacks are held in float32

export interface Soundness {
  /** The largest `‖f(a) - f(b)‖ / (L ‖a - b‖)` found, in float64: at most 1 for a true bound. */
  readonly stretch: number;
  /** Points inside a certified ball with another class in float64: 0 for true certificates. */
  readonly broken: number;
  readonly attacked: number;
}

/** Tries to break what is promised of a model: its Lipschitz bound by pairs of points along the steepest directions, its certificates by two attacks. */
export async function soundnessOf({ model, shape }: RandomModel, rng: Rng): Promise<Soundness> {
  model.eval();
  const { ops } = await lower(model, shape);
  const inDouble = (x: ArrayLike<number>): Float64Array =>
    ops.reduce<Float64Array>((state, op) => evaluate(op, state), Float64Array.from(x));
  const bound = ops.reduce((product, op) => product * lipschitzConstant(op), 1);
  const size = shape.reduce((product, side) => product * side, 1);

  let stretch = 0;
  for (let pair = 0; pair < SAMPLES; pair++) {
    const a = Float64Array.from(rng.values.normal(size));
    const reach = 10 ** (-3 * (rng.values.uniform(1)[0] ?? 0)); // from far apart to a thousandth
    let direction: Float64Array = Float64Array.from(rng.values.normal(size));
    for (let climb = 0; climb <= CLIMBS; climb++) {
      const b = a.map((value, i) => value + (reach * (direction[i] ?? 0)) / (length(direction) || 1));
      const [fa, fb] = [inDouble(a), inDouble(b)];
      const change = fb.map((value, i) => value - (fa[i] ?? 0));
      const apart = length(b.map((value, i) => value - (a[i] ?? 0)));
      if (apart > 0) stretch = Math.max(stretch, length(change) / (bound * apart));
      direction = slopeTowards(change, a);
      if (length(direction) === 0) break;
    }
  }

  const x = rng.normal([SAMPLES, ...shape]);
  const certificates = await certify(model, x);
  const labels = tensor(certificates.map(({ predicted }) => predicted), [SAMPLES], "int32"); // prettier-ignore
  const radii = tensor(certificates.map(({ radius }) => Math.min(radius, 1e6) * INSIDE)); // prettier-ignore
  const rivals = tensor(certificates.map(({ predicted }) => (predicted + 1) % 3), [SAMPLES], "int32"); // prettier-ignore
  const attempts = [pgd(model, x, labels, radii, { rng, steps: 20 }), boundaryWalk(model, x, labels, rivals, radii)];
  const centres = x.dataSync();
  let [broken, attacked] = [0, 0];
  for (const attempt of attempts) {
    const points = attempt.dataSync();
    certificates.forEach(({ predicted, radius }, i) => {
      const row = (values: ArrayLike<number>): number[] => Array.from({ length: size }, (_, k) => values[i * size + k] ?? NaN);
      const [point, centre] = [row(points), row(centres)];
      if (!(radius > 0) || length(point.map((value, k) => value - (centre[k] ?? NaN))) > radius) return; // rounding took it out of the ball
      attacked++;
      if (argMax(inDouble(point)) !== predicted) broken++;
    });
  }
  for (const owned of [x, labels, radii, rivals, ...attempts]) owned.dispose();
  return { stretch, broken, attacked };

  /** The gradient at `a` of the output's part along `change`: where the output moves most in that direction. */
  function slopeTowards(change: Float64Array, a: Float64Array): Float64Array {
    const slope = tidy(() => {
      const weights = tensor(Float32Array.from(change), [1, change.length]);
      return grad((point: Tensor) => sum(mul(reshape(model.forward(point), [1, -1]), weights)))(
        tensor(Float32Array.from(a), [1, ...shape]),
      );
    });
    const values = Float64Array.from(slope.dataSync());
    slope.dispose();
    return values;
  }
}

function length(vector: ArrayLike<number>): number {
  return Math.hypot(...Array.from(vector));
}

function argMax(values: Float64Array): number {
  return values.indexOf(Math.max(...values));
}
