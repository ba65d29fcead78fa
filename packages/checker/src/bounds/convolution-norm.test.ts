import { describe, expect, it } from "vitest";
import { type ConvolutionAxis, type ConvolutionMap, outputSize, type PaddingMode } from "../network/convolution-map.ts";
import { convolve, convolveTranspose } from "../network/convolve.ts";
import { convolutionNorm, fourierNorm } from "./convolution-norm.ts";
import { patchNorm } from "./patch-norm.ts";
import { proveSpectralNorm } from "./spectral-norm.ts";
import { latticeNorm } from "./lattice-norm.ts";
import { rowSumNorm } from "./row-sum-norm.ts";
import { torusNorm } from "./torus-norm.ts";

const single: ConvolutionAxis = { size: 1, kernel: 1, stride: 1, dilation: 1, padding: [0, 0], mode: "zeros" };

/** A kernel of one channel along the width. */
const line = (weights: number[], size: number, { padding = 0, stride = 1, mode = "zeros" as PaddingMode } = {}): ConvolutionMap => ({
  axes: [single, { ...single, size, kernel: weights.length, stride, padding: [padding, padding], mode }],
  inChannels: 1,
  outChannels: 1,
  groups: 1,
  kernel: Float32Array.from(weights),
});

const byPatches = (map: ConvolutionMap): number => patchNorm(map, (matrix) => proveSpectralNorm(matrix).bound);

it("needs the torus to be one reach larger than the image: on the image's own size the bound is unsound", () => {
  // (-1, 0, 1) on two pixels is [[0, 1], [-1, 0]], a rotation of norm 1; on a torus of two pixels left and right are the same pixel, and all cancels
  const map = line([-1, 0, 1], 2, { padding: 1 });
  expect(torusNorm(map, [1, 2])).toBeLessThan(1e-6);
  expect(convolutionNorm(map)).toBeClose(1, 1e-12);
  // on three pixels the symbol is 2i sin(2πf/3), of modulus √3
  expect(fourierNorm(map)).toBeClose(Math.sqrt(3), 1e-6);
});

it("knows the norm of a circular convolution: the largest modulus of the kernel's symbol", () => {
  // 1 - e^{iθ} is largest at θ = π, where it is 2
  expect(fourierNorm(line([1, -1], 8, { padding: 0, mode: "circular" }))).toBeClose(2, 1e-6);
  // (1, 2, 1)/4 is largest at θ = 0
  expect(fourierNorm(line([0.25, 0.5, 0.25], 9, { padding: 1, mode: "circular" }))).toBeClose(1, 1e-6);
  // with stride 2 the pair (3, 4) is a row of a block diagonal matrix of norm 5
  expect(fourierNorm(line([3, 4], 10, { stride: 2 }))).toBeClose(5, 1e-6);
});

it("shows what reflection does to a kernel that is 1-Lipschitz in the middle", () => {
  // (1, 1, 1)/3 has the length 1/√3, so without borders the layer's factor for three taps, 1/√3, would leave a 1-Lipschitz map
  const weights = [1, 1, 1].map((w) => w / 3);
  const reflected = line(weights, 2, { padding: 1, mode: "reflect" });
  // the patches of (a, b) reflected by one are (b, a, b) and (a, b, a): [[1, 2], [2, 1]]/3, of norm 1
  expect(convolutionNorm(reflected)).toBeClose(1, 1e-6);
  expect(byPatches(reflected)).toBeClose(1, 1e-6); // each of the two pixels stands under three of the six taps: √3 · (1/√3)
  const wide = line(weights, 5, { padding: 1, mode: "reflect" });
  // pixel 1 is copied to the left border: the taps of outputs 0, 0, 1, 2 see it, four times, so √4 · (1/√3)
  expect(byPatches(wide)).toBeClose(2 / Math.sqrt(3), 1e-6);
});

describe("random convolutions, every padding, stride, dilation and group", () => {
  const next = sequence(7);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(((next() + 1) / 2) * values.length)] ?? (values[0] as T);
  const axis = (): ConvolutionAxis => {
    for (;;) {
      const mode = pick(["zeros", "reflect", "replicate", "symmetric", "circular"] as const);
      const size = pick([3, 4, 5, 6]);
      const candidate = { size, kernel: pick([1, 2, 3]), stride: pick([1, 2, 3]), dilation: pick([1, 1, 2]), padding: [pick([0, 1, 2]), pick([0, 1, 2])] as const, mode }; // prettier-ignore
      if (outputSize(candidate) > 0) return candidate;
    }
  };
  const maps = Array.from({ length: 120 }, (): ConvolutionMap => {
    const axes = [axis(), axis()] as const;
    const groups = pick([1, 1, 2]);
    const [inChannels, outChannels] = [groups * pick([1, 2]), groups * pick([1, 2])];
    const kernel = Float32Array.from({ length: (axes[0].kernel * axes[1].kernel * inChannels * outChannels) / groups }, next);
    return { axes, inChannels, outChannels, groups, kernel };
  });

  it("has bounds above the exact norm, which power iteration reaches from below", () => {
    let tightest = Infinity;
    for (const map of maps) {
      const exact = convolutionNorm(map);
      const reached = powerIteration(map, next);
      expect(reached).toBeLessThanOrEqual(exact * (1 + 1e-12));
      expect(reached).toBeGreaterThan(exact * 0.99);
      for (const bound of [
        byPatches(map),
        fourierNorm(map),
        ...(map.axes.every(({ mode }) => mode === "zeros") ? [rowSumNorm(map), latticeNorm(map)] : []),
      ]) {
        expect(bound).toBeGreaterThanOrEqual(exact * (1 - 1e-12));
        tightest = Math.min(tightest, bound / exact);
      }
    }
    expect(tightest).toBeLessThan(1 + 1e-6); // some are attained, so the comparison tests something
  });

  it("has its transpose: ⟨C x, y⟩ = ⟨x, Cᵀ y⟩", () => {
    for (const map of maps) {
      const x = Float64Array.from({ length: map.axes[0].size * map.axes[1].size * map.inChannels }, next);
      const image = convolve(map, x);
      const y = image.map(next);
      const back = convolveTranspose(map, y);
      expect(dot(image, y)).toBeClose(dot(x, back), 1e-12);
    }
  });
});

it("bounds every size at once from a grid, also where the largest frequency lies between its points", () => {
  // the largest modulus of the symbol, by a scan of 20000 angles
  const weights = [-1, 2, 1, 0.6];
  let largest = 0;
  for (let t = 0; t < 2e4; t++) {
    const [re, im] = weights.reduce(([x, y], w, u) => [x + w * Math.cos((2 * Math.PI * t * u) / 2e4), y + w * Math.sin((2 * Math.PI * t * u) / 2e4)], [0, 0]); // prettier-ignore
    largest = Math.max(largest, Math.hypot(re ?? 0, im ?? 0));
  }
  const bound = latticeNorm(line(weights, 8));
  expect(bound).toBeGreaterThanOrEqual(largest * (1 - 1e-9));
  expect(bound).toBeLessThan(largest * 1.09); // 1/√cos(3π/32) = 1.02 in one direction
  for (const size of [4, 17, 60]) expect(fourierNorm(line(weights, size, { padding: 2 }))).toBeLessThanOrEqual(bound * (1 + 1e-9));
});

it("turns to the grid where an image is too large for its own torus", () => {
  const next = sequence(9);
  const side: ConvolutionAxis = { ...single, size: 2000, kernel: 3, padding: [1, 1] };
  const map: ConvolutionMap = {
    axes: [side, side],
    inChannels: 8,
    outChannels: 8,
    groups: 1,
    kernel: Float32Array.from({ length: 576 }, next),
  };
  expect(fourierNorm(map)).toBeClose(latticeNorm(map), 1e-8);
  expect(fourierNorm(map)).toBeLessThan(byPatches(map));
});

it("promises nothing about weights that are not finite", () => {
  expect(convolutionNorm(line([NaN, 1], 400))).toBe(Infinity);
  expect(convolutionNorm(line([NaN, 1], 4))).toBe(Infinity);
});

it("refuses padding that reaches beyond the image", () => {
  expect(() => convolutionNorm(line([1, 1, 1], 2, { padding: 2, mode: "reflect" }))).toThrow(
    /reflect padding reaches further than the 2 pixels/,
  );
});

function powerIteration(map: ConvolutionMap, next: () => number): number {
  let x = Float64Array.from({ length: map.axes[0].size * map.axes[1].size * map.inChannels }, next);
  for (let step = 0; step < 300; step++) {
    const image = convolveTranspose(map, convolve(map, x));
    const length = Math.sqrt(dot(image, image));
    if (length === 0) return 0;
    x = image.map((value) => value / length);
  }
  return Math.sqrt(dot(convolve(map, x), convolve(map, x)));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

/** A reproducible sequence in [-1, 1]. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => ((state = (state * 48271) % 2147483647) / 2147483647) * 2 - 1;
}
