import { largestCount } from "@surenet/checker";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { type GeometryOptions, readGeometry } from "../convolution/geometry.ts";
import { computeLconvCoef, computeLconvCoef1d, convCoefficient } from "./conv-coefficient.ts";

const modes = ["zeros", "reflect", "replicate", "symmetric", "circular"] as const;
const geometry = (options: GeometryOptions): ReturnType<typeof readGeometry> =>
  readGeometry("test", options, { inChannels: 1, outChannels: 1 });

it("is the reference's where no border uses a pixel more often than the middle", () => {
  for (const [kernelSize, stride, padding] of [
    [3, 1, 1],
    [5, 1, 2],
    [6, 2, 2],
    [4, 4, 0],
  ] as const)
    // prettier-ignore
    for (const paddingMode of ["zeros", "circular"] as const)
      expect(convCoefficient(geometry({ kernelSize, stride, padding, paddingMode }))).toBeClose(computeLconvCoef({ kernelSize, stride }), 1e-12);
});

it("counts the copies at reflected borders: on three pixels the middle one stands under five taps", () => {
  // 2 | 1 2 3 | 2: three taps of its own and one of each copy; on four pixels and more it is four
  expect(largestCount({ size: 3, kernel: 3, stride: 1, dilation: 1, padding: [1, 1], mode: "reflect" })).toBe(5);
  expect(largestCount({ size: 9, kernel: 3, stride: 1, dilation: 1, padding: [1, 1], mode: "reflect" })).toBe(4);
  expect(convCoefficient(geometry({ kernelSize: 3, padding: 1, paddingMode: "reflect" }))).toBeClose(1 / 5, 1e-12); // 1/√(5·5)
  expect(computeLconvCoef({ kernelSize: 3 })).toBeClose(1 / 3, 1e-12);
});

it("holds for every size of image: no count exceeds it on a hundred geometries and sizes up to 60", () => {
  const { values } = createRng(3);
  const pick = (count: number): number => Math.floor((values.uniform(1)[0] ?? 0) * count);
  let attained = 0;
  for (let trial = 0; trial < 100; trial++) {
    const [kernel, stride, dilation, pixels] = [1 + pick(6), 1 + pick(4), 1 + pick(2), pick(5)];
    const mode = modes[pick(5)] ?? "zeros";
    const one = geometry({
      kernelSize: [1, kernel],
      stride: [1, stride],
      dilation: [1, dilation],
      padding: [0, pixels],
      paddingMode: mode,
    });
    const limit = Math.round(1 / convCoefficient(one) ** 2);
    const sizes = Array.from({ length: 60 - pixels }, (_, i) => i + pixels + 1);
    const counts = sizes.map((size) => largestCount({ size, kernel, stride, dilation, padding: one.padding[1], mode: one.paddingMode }));
    expect(Math.max(...counts), JSON.stringify(one)).toBeLessThanOrEqual(limit);
    attained += Number(Math.max(...counts) === limit);
  }
  expect(attained).toBeGreaterThan(70); // the rest attain it on images no larger than their padding
});

it("has the reference's tighter form for a known image, and its one for sequences, which lacks the root", () => {
  // k 3, a = 1: √(16·12 / ((48 - 2)(36 - 2)))
  expect(computeLconvCoef({ kernelSize: 3, inputSize: [16, 12] })).toBeClose(Math.sqrt(192 / (46 * 34)), 1e-12);
  expect(computeLconvCoef1d({ kernelSize: 3, stride: 2 })).toBe(1 / 2);
  expect(computeLconvCoef1d({ kernelSize: 3, inputSize: 16 })).toBeClose(16 / 46, 1e-12);
});
