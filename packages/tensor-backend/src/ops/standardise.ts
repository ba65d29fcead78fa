import { type Tensor, engine, getKernel, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "../errors/throw.ts";
import { runKernel } from "../gradients/run-kernel.ts";
import { STANDARDISE, standardised } from "../kernels/composed/standardise.ts";

/**
 * Moves and scales every row (the last axis) to mean 0 and variance 1: the core of layer normalisation, in one kernel, and its gradient in another.
 *
 * `y = (x − μ) / √(σ² + ε)`, with the biased variance
 *
 * @param x `[..., features]`, float32, borrowed
 * @param eps keeps the division away from zero
 * @returns same shape, owned by the caller
 * @throws SurenetError `E_SHAPE` for a scalar
 * @example standardise(tensor([[1, 3]]), 0) // [[-1, 1]]
 */
export function standardise(x: Tensor, eps: number): Tensor {
  if (x.rank === 0) throw shapeMismatch({ where: "standardise", expected: "[.., features]", got: x.shape });
  if (getKernel(STANDARDISE, engine().backendName) === undefined) return tidy(() => standardised(x, { eps })); // initBackend was not called
  return runKernel(STANDARDISE, { x }, { eps });
}
