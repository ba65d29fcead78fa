import { type Tensor, matMul, mul, sub, tidy } from "@tensorflow/tfjs-core";
import { invalidOption, shapeMismatch } from "../errors/throw.ts";

export interface NewtonSchulzOptions {
  readonly steps?: number;
}

/**
 * Newton-Schulz steps towards the nearest matrix with orthonormal rows or columns: `W ← 1.5·W − 0.5·W·Wᵀ·W`.
 *
 * Each step maps every singular value `σ` to `1.5·σ − 0.5·σ³`, which is at most 1 for every σ >= 0 and doubles the digits near 1. Above √3 a singular
 * value changes its sign, above √5 it diverges, so scale first ({@link orthogonalise} does).
 *
 * @param w `[m, n]`, borrowed
 * @returns same shape; differentiable
 * @throws SurenetError `E_SHAPE` when `w` is no matrix
 * @see Björck & Bowie, "An iterative algorithm for computing the best estimate of an orthogonal matrix", 1971
 */
export function newtonSchulz(w: Tensor, { steps = 1 }: NewtonSchulzOptions = {}): Tensor {
  assertMatrix("newtonSchulz", w);
  if (!Number.isInteger(steps) || steps < 0)
    throw invalidOption({ where: "newtonSchulz", option: "steps", got: steps, expected: "an integer >= 0" });
  return tidy(() => {
    let x = mul(w, 1);
    for (let i = 0; i < steps; i++) x = sub(mul(1.5, x), mul(0.5, cube(x)));
    return x;
  });
}

/** `W·Wᵀ·W` through the smaller of the two Gram matrices. */
function cube(w: Tensor): Tensor {
  const [m = 0, n = 0] = w.shape;
  return m <= n ? matMul(matMul(w, w, false, true), w) : matMul(w, matMul(w, w, true, false));
}

/** @throws SurenetError `E_SHAPE` unless the tensor has two axes */
export function assertMatrix(where: string, w: Tensor): void {
  if (w.rank !== 2) throw shapeMismatch({ where, problem: "this is no matrix", expected: "[rows, columns]", got: w.shape });
}
