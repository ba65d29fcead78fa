import { type Tensor, add, eye, matMul, pad, reshape, slice, sub } from "@tensorflow/tfjs-core";

/** The direction in which a factor of two taps reaches. */
export type Direction = "down" | "right";

/**
 * A kernel followed by the convolution `[P, I - P]` of two taps, `P = U Uᵀ`: `K'[u] = K[u] P + K[u - 1] (I - P)`.
 *
 * P is a projector, so the factor's symbol `P + (I - P) e^{iθ}` is unitary at every frequency, and the factor keeps distances on a torus. Products of such factors in both
 * directions are the block convolutions of Li et al.; with zero padding, a block of the torus, the norm stays 1. Where U is off the manifold its singular values are
 * below 1, the symbol's eigenvalues `σ² + (1 - σ²) e^{iθ}` lie in the unit disc, and the bound still holds.
 *
 * @param kernel `[kernel height, kernel width, in, channels]`
 * @param frame `[channels, rank]` with orthonormal columns
 * @returns one tap more in that direction
 * @see Xiao et al. 2018, algorithm 1; Li et al. 2019, "Preventing gradient attenuation in Lipschitz constrained convolutional networks", §4
 */
export function appendFactor(kernel: Tensor, frame: Tensor, direction: Direction): Tensor {
  const [height = 1, width = 1, inputs = 1, channels = 1] = kernel.shape;
  const projector = matMul(frame, frame, false, true);
  const times = (matrix: Tensor): Tensor => reshape(matMul(reshape(kernel, [-1, channels]), matrix), [height, width, inputs, channels]);
  const shift = (before: number): [number, number][] => {
    const along: [number, number] = [before, 1 - before];
    return direction === "down" ? [along, [0, 0], [0, 0], [0, 0]] : [[0, 0], along, [0, 0], [0, 0]];
  };
  return add(pad(times(projector), shift(0)), pad(times(sub(eye(channels), projector)), shift(1)));
}

/**
 * A kernel of stride 1 followed by one of `s · s` taps and stride s that do not overlap: `K'[u + t] += K[u] M[t]`, a kernel of stride s.
 *
 * @param mixer `[s·s·channels, out]` with orthonormal rows or columns: orthogonal on non-overlapping patches
 * @see Boissin et al. 2025, "An adaptive orthogonal convolution scheme", §3
 */
export function appendMixer(kernel: Tensor, mixer: Tensor, stride: number): Tensor {
  const [height = 1, width = 1, inputs = 1, channels = 1] = kernel.shape;
  const outputs = mixer.shape[1] ?? 1;
  const flat = reshape(kernel, [-1, channels]);
  const parts = Array.from({ length: stride * stride }, (_, t) => {
    const [down, right] = [Math.floor(t / stride), t % stride];
    const tap = stride === 1 ? mixer : slice(mixer, [t * channels, 0], [channels, outputs]);
    const product = reshape(matMul(flat, tap), [height, width, inputs, outputs]);
    return stride === 1 ? product : pad(product, [[down, stride - 1 - down], [right, stride - 1 - right], [0, 0], [0, 0]]); // prettier-ignore
  });
  return parts.reduce((total, part) => add(total, part));
}
