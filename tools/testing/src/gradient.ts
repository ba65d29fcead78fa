import { type Tensor, grads, mul, sum, tensor, tidy } from "@tensorflow/tfjs-core";

/**
 * The largest difference between the gradient of `sum(c · f(inputs))` and its finite differences, relative to `1 + |difference quotient|`.
 *
 * The quotient is the fourth-order central one, `(8(f(h) - f(-h)) - (f(2h) - f(-2h))) / 12h`; `c` are fixed weights so that no symmetry hides an error.
 */
export function gradientError(f: (...inputs: Tensor[]) => Tensor, inputs: readonly Tensor[], { step = 4e-3, maxPoints = 40 } = {}): number {
  const objective = (...points: Tensor[]): Tensor => {
    const y = f(...points);
    return sum(mul(y, tensor(weights(y.size), y.shape)));
  };
  const gradients = tidy(() => grads(objective)([...inputs]).map((g) => Array.from(g.dataSync())));
  let worst = 0;
  inputs.forEach((input, which) => {
    const values = input.dataSync();
    const stride = Math.max(1, Math.floor(values.length / maxPoints));
    for (let i = 0; i < values.length; i += stride) {
      const at = (offset: number): number =>
        tidy(() => {
          const moved = Float32Array.from(values);
          moved[i] = (values[i] ?? 0) + offset;
          return objective(...inputs.map((t, k) => (k === which ? tensor(moved, input.shape) : t))).dataSync()[0] ?? NaN;
        });
      const quotient = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
      const error = Math.abs(quotient - (gradients[which]?.[i] ?? NaN)) / (1 + Math.abs(quotient));
      worst = Number.isNaN(error) ? Infinity : Math.max(worst, error);
    }
  });
  return worst;
}

/** A fixed sequence in [-1, 1] without pattern: fractional parts of multiples of the golden ratio, which keep apart from each other and from zero. */
export function weights(count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => 2 * ((0.3 + i * 0.6180339887498949) % 1) - 1);
}
