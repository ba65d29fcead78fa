import {
  type Tensor,
  type Tensor4D,
  abs,
  conv2d,
  div,
  matMul,
  maximum,
  mul,
  reshape,
  rsqrt,
  sum,
  tidy,
  transpose,
} from "@tensorflow/tfjs-core";
import type { Pair } from "@surenet/nn";

const SMALLEST = 1e-30; // a column of zeros stays zero instead of NaN

/**
 * Rescales the outputs of a matrix so that its spectral norm is at most 1: `w_{·j} / √(Σ_i |WᵀW|_{ij} q_i / q_j)`.
 *
 * With D the diagonal of the factors, `D⁻² - WᵀW` is diagonally dominant up to the weights q, hence positive semidefinite, hence `σ(W D) <= 1`. No iteration,
 * exact for orthogonal columns, loose for the rest.
 *
 * @param weight `[in, out]`
 * @param q `[out]`, positive; ones when omitted
 * @see Prach & Lampert 2022, theorem 1; Araujo et al. 2023, theorem 3, for q
 */
export function aolRescale(weight: Tensor, q?: Tensor): Tensor {
  return tidy(() => rescaled(weight, abs(matMul(weight, weight, true, false)), q));
}

/**
 * {@link aolRescale} for a kernel: the sum runs over all pairs of outputs that share a pixel, at every distance that the stride allows, so the convolution's
 * norm is at most 1 on images of every size, with zero or circular padding.
 *
 * @param kernel `[kernel height, kernel width, in, out]`
 */
export function aolRescaleKernel(kernel: Tensor, stride: Pair, q?: Tensor): Tensor {
  return tidy(() => {
    const [kh = 1, kw = 1] = kernel.shape;
    const [padH, padW] = [stride[0] * Math.floor((kh - 1) / stride[0]), stride[1] * Math.floor((kw - 1) / stride[1])];
    const images = transpose(kernel, [3, 0, 1, 2]) as Tensor4D; // every output's kernel as an image
    const correlation = conv2d(images, kernel as Tensor4D, [...stride], [[0, 0], [padH, padH], [padW, padW], [0, 0]]); // prettier-ignore
    return rescaled(kernel, sum(abs(correlation), [1, 2]), q);
  });
}

/** @param gram `[out, out]`, absolute values */
function rescaled(weight: Tensor, gram: Tensor, q: Tensor | undefined): Tensor {
  const sums = q === undefined ? sum(gram, 0) : div(sum(mul(gram, reshape(q, [-1, 1])), 0), q);
  return mul(weight, rsqrt(maximum(sums, SMALLEST)));
}
