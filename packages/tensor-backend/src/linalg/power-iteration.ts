import { type Tensor, div, matMul, maximum, norm, reshape, sum, mul, tensor, tidy } from "@tensorflow/tfjs-core";
import { invalidOption, shapeMismatch } from "../errors/throw.ts";
import { stopGradient } from "../ops/stop-gradient.ts";
import { assertMatrix } from "./newton-schulz.ts";

export interface PowerIterationOptions {
  /** The left vector of an earlier call, `[m]`: carried from step to step it stays close to the singular vector. */
  readonly u?: Tensor | undefined;
  readonly steps?: number;
}

export interface PowerIterationResult {
  /** `uᵀ·W·v`, a scalar; differentiable, with `u` and `v` as constants, which is the exact gradient of σ₁ once they have converged. */
  readonly sigma: Tensor;
  /** Unit vectors `[m]` and `[n]`. */
  readonly u: Tensor;
  readonly v: Tensor;
}

// Keeps a direction that the matrix maps to zero from becoming NaN.
const TINY = 1e-12;

/**
 * The largest singular value and its vectors, from below: `v ← Wᵀu / ‖Wᵀu‖`, `u ← Wv / ‖Wv‖`.
 *
 * The value never exceeds the true one, so it may normalise a weight but never certify it.
 *
 * @param w `[m, n]`, borrowed
 * @throws SurenetError `E_SHAPE` when `u` is not `[m]`, `E_OPTION` when `steps` is not a positive integer
 */
export function powerIteration(w: Tensor, { u, steps = 10 }: PowerIterationOptions = {}): PowerIterationResult {
  assertMatrix("powerIteration", w);
  const [m = 0] = w.shape;
  if (u !== undefined && (u.rank !== 1 || u.shape[0] !== m))
    throw shapeMismatch({ where: "powerIteration", problem: "u does not fit", expected: `[${m}]`, got: u.shape });
  if (!Number.isInteger(steps) || steps < 1)
    throw invalidOption({ where: "powerIteration", option: "steps", got: steps, expected: "an integer >= 1" });
  return tidy(() => {
    const matrix = stopGradient(w);
    let left = unit(u === undefined ? start(m) : reshape(stopGradient(u), [m, 1]));
    let right = left;
    for (let i = 0; i < steps; i++) {
      right = unit(matMul(matrix, left, true, false));
      left = unit(matMul(matrix, right));
    }
    return { sigma: sum(mul(left, matMul(w, right))), u: reshape(left, [-1]), v: reshape(right, [-1]) };
  });
}

function unit(x: Tensor): Tensor {
  return div(x, maximum(norm(x), TINY));
}

/** A start without pattern, hence almost surely not orthogonal to the singular vector: fractional parts of the golden ratio's multiples. */
function start(m: number): Tensor {
  return tensor(
    Float32Array.from({ length: m }, (_, i) => (((i + 1) * 0.6180339887498949) % 1) - 0.5),
    [m, 1],
  );
}
