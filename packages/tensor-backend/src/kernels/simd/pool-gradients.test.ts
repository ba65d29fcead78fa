import { type Tensor4D, avgPool, grad, maxPool, mul, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { weights } from "@surenet/testing";
import fc from "fast-check";
import { expect, it } from "vitest";

interface Pooling {
  readonly batch: number;
  readonly sides: readonly [number, number];
  readonly channels: number;
  readonly filter: readonly [number, number];
  readonly strides: readonly [number, number];
  /** Rows above and below, columns on the left and on the right; below half of the filter, so that no window is empty. */
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

const side = fc.tuple(fc.integer({ min: 4, max: 7 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.nat(1), fc.nat(1)); // prettier-ignore
const poolings = fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 6 }), side, side).map(([batch, channels, rows, columns]): Pooling => {
  const both = <T>(pick: (axis: typeof rows) => T): [T, T] => [pick(rows), pick(columns)];
  const padding = (axis: typeof rows, wanted: number): number => Math.min(wanted, Math.floor(axis[1] / 2));
  return {
    batch,
    channels,
    sides: both(([size]) => size),
    filter: both(([, size]) => size),
    strides: both(([, , stride]) => stride),
    before: both((axis) => padding(axis, axis[3])),
    after: both((axis) => padding(axis, axis[4])),
  };
}); // prettier-ignore

/** The gradient of `Σ c ∘ pool(x)` in float64: `choose` says what each pixel of a window gets. */
function reference(x: Float32Array, c: Float32Array, pooling: Pooling, choose: (window: number[]) => number[]): Float64Array {
  const { batch, sides, channels, filter, strides, before } = pooling;
  const out = outSides(pooling);
  const dx = new Float64Array(x.length);
  let output = 0;
  for (let b = 0; b < batch; b++)
    for (let i = 0; i < out[0]; i++)
      for (let j = 0; j < out[1]; j++)
        for (let channel = 0; channel < channels; channel++, output++) {
          const pixels: number[] = [];
          for (let u = 0; u < filter[0]; u++)
            for (let v = 0; v < filter[1]; v++) {
              const [row, column] = [i * strides[0] - before[0] + u, j * strides[1] - before[1] + v];
              if (row >= 0 && row < sides[0] && column >= 0 && column < sides[1])
                pixels.push(((b * sides[0] + row) * sides[1] + column) * channels + channel);
            }
          const shares = choose(pixels.map((pixel) => x[pixel] ?? NaN));
          pixels.forEach((pixel, k) => (dx[pixel] = (dx[pixel] ?? 0) + (shares[k] ?? 0) * (c[output] ?? NaN)));
        }
  return dx;
}

function outSides({ sides, filter, strides, before, after }: Pooling): [number, number] {
  const along = (axis: 0 | 1): number => Math.floor((sides[axis] + before[axis] + after[axis] - filter[axis]) / strides[axis]) + 1;
  return [along(0), along(1)];
}

it.each([
  ["maxPool", maxPool, (window: number[]) => window.map((_, i) => Number(i === window.indexOf(Math.max(...window))))],
  ["avgPool", avgPool, (window: number[]) => window.map(() => 1 / window.length)],
] as const)("the gradient of %s is a plain loop's, for any window, stride and padding", (_, pool, choose) => {
  fc.assert(
    fc.property(poolings, (pooling) => {
      const { batch, sides, channels, filter, strides, before, after } = pooling;
      const out = outSides(pooling);
      const [x, c] = [weights(batch * sides[0] * sides[1] * channels), weights(batch * out[0] * out[1] * channels).map((value) => value + 2)]; // prettier-ignore
      const keys = x.map((value) => Math.round(value * 4) - 9); // negative numbers with ties, of which the first counts
      tidy(() => {
        const pads: [[0, 0], [number, number], [number, number], [0, 0]] = [[0, 0], [before[0], after[0]], [before[1], after[1]], [0, 0]]; // prettier-ignore
        const f = (a: Tensor4D): ReturnType<typeof sum> =>
          sum(mul(pool(a, [...filter], [...strides], pads), tensor(c, [batch, ...out, channels])));
        const got = grad((a) => f(a as Tensor4D))(tensor(keys, [batch, ...sides, channels]));
        expect([...got.shape]).toEqual([batch, ...sides, channels]);
        const want = reference(keys, c, pooling, choose);
        got.dataSync().forEach((value, i) => expect(Math.abs(value - (want[i] ?? NaN))).toBeLessThan(2e-6 * (1 + Math.abs(want[i] ?? 0))));
      });
    }),
    { numRuns: 80 },
  );
});
