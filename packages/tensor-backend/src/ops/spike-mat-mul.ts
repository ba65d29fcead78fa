import { type Tensor, engine, getKernel, matMul, mul, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "../errors/throw.ts";
import { runKernel } from "../gradients/run-kernel.ts";
import { SPIKE_MAT_MUL } from "../kernels/simd/spike-mat-mul.ts";

/**
 * `x·W` for an x that is mostly 0, such as spikes: adds up the rows of W that a spike meets and reads no other.
 *
 * The same numbers as `matMul(x, w)`, and its gradients, for any x; a 0 leaves out its row even where that is infinite. On engines without the kernel it is
 * that product. Pays below about one spike in three.
 *
 * With `scale` it is `scale · x · W`, at no cost: what a spike carries.
 *
 * @param x `[batch, n]`, borrowed
 * @param w `[n, m]`, borrowed
 * @returns `[batch, m]`, owned by the caller
 * @throws SurenetError `E_SHAPE`
 * @example spikeMatMul(tensor([[0, 1, 1]]), tensor([[1, 2], [3, 4], [5, 6]])) // [[8, 10]]
 */
export function spikeMatMul(x: Tensor, w: Tensor, options: { readonly scale?: number } = {}): Tensor {
  const { scale = 1 } = options;
  if (x.rank !== 2 || w.rank !== 2 || x.shape[1] !== w.shape[0]) {
    throw shapeMismatch({
      where: "spikeMatMul",
      expected: "[batch, n] and [n, m]",
      got: `[${x.shape.join(", ")}] and [${w.shape.join(", ")}]`,
    });
  }
  if (getKernel(SPIKE_MAT_MUL, engine().backendName) === undefined)
    return tidy(() => (scale === 1 ? matMul(x, w) : mul(matMul(x, w), scale))); // initBackend was not called
  return runKernel(SPIKE_MAT_MUL, { x, w }, { scale });
}
