import { createRng, logdet, solve } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { LastLayerLaplace } from "./last-layer-laplace.ts";

it("is the exact posterior of a linear model with Gaussian noise", () => {
  // one feature at 1 and 2 with noise ½ and τ = 1: H = I + 4 [[5, 3], [3, 2]] = [[21, 12], [12, 9]], det 45
  const laplace = new LastLayerLaplace({ features: [1, 2], rows: 2, weight: [0.5], bias: [0.1] }, { priorPrecision: 1, likelihood: "regression", noise: 0.5 }); // prettier-ignore
  const want = [9 / 45, -12 / 45, -12 / 45, 21 / 45];
  expect([...laplace.covariance.data]).toEqual(want.map((value) => expect.closeTo(value, 12) as number));
  const { mean, variance } = laplace.moments([3], 1);
  expect(mean[0]).toBeCloseTo(1.6);
  expect(variance[0]).toBeCloseTo((9 * 9 - 2 * 12 * 3 + 21) / 45); // (3, 1) Σ (3, 1)ᵀ
});

it("has the softmax's curvature, block by block", () => {
  // p = (½, ½) at a map of zeros, so Λ = ¼ [[1, -1], [-1, 1]] for each of the two rows; φ̃ φ̃ᵀ sum to [[5, 3], [3, 2]]
  const laplace = new LastLayerLaplace({ features: [1, 2], rows: 2, weight: [0, 0], bias: [0, 0] }, { priorPrecision: 2 });
  const block = [[5 / 4, 3 / 4], [3 / 4, 2 / 4]]; // prettier-ignore
  const precision = Float64Array.from({ length: 16 }, (_, p) => {
    const [row, column] = [Math.floor(p / 4), p % 4];
    const sign = Math.floor(row / 2) === Math.floor(column / 2) ? 1 : -1;
    return sign * (block[row % 2]?.[column % 2] ?? NaN) + (row === column ? 2 : 0);
  });
  const eye = Float64Array.from({ length: 16 }, (_, i) => Number(i % 5 === 0));
  const matrix = { rows: 4, columns: 4, data: precision };
  const want = [...solve(matrix, { rows: 4, columns: 4, data: eye }).data];
  expect([...laplace.covariance.data]).toEqual(want.map((value) => expect.closeTo(value, 12) as number));
  expect(laplace.logEvidence(-3)).toBeCloseTo(-3 + 0.5 * (4 * Math.log(2) - logdet(matrix)));
});

it("is less sure far from the data, with probabilities that add up to 1", () => {
  const features = createRng(1).values.normal(60);
  const laplace = new LastLayerLaplace({ features, rows: 20, weight: [1, -1, 0.5, 0, 0.3, -0.2], bias: [0, 0] }, { priorPrecision: 1 });
  const [near, far] = [[0.5, 0.5, 0.5], [50, 50, 50]].map((row) => laplace.moments(row, 1).variance[0] ?? NaN); // prettier-ignore
  expect(far).toBeGreaterThan(100 * (near ?? NaN));
  const p = laplace.probabilities([0.5, 0.5, 0.5, 50, 50, 50], 2);
  expect((p[0] ?? 0) + (p[1] ?? 0)).toBeCloseTo(1, 12);
  expect((p[2] ?? 0) + (p[3] ?? 0)).toBeCloseTo(1, 12);
});

it("refuses impossible priors, noises and shapes", () => {
  const fit = { features: [1, 2], rows: 2, weight: [0], bias: [0] };
  expect(() => new LastLayerLaplace(fit, { priorPrecision: 0 })).toThrowSurenet("E_OPTION", /priorPrecision/);
  expect(() => new LastLayerLaplace(fit, { priorPrecision: 1, noise: -1 })).toThrowSurenet("E_OPTION", /noise/);
  expect(() => new LastLayerLaplace(fit, { priorPrecision: 1, likelihood: "poisson" as "regression" })).toThrowSurenet(
    "E_OPTION",
    /likelihood/,
  );
  expect(() => new LastLayerLaplace({ ...fit, rows: 0 }, { priorPrecision: 1 })).toThrowSurenet("E_VALUE", /no rows/);
  expect(() => new LastLayerLaplace({ ...fit, weight: [0, 0, 0] }, { priorPrecision: 1 })).toThrowSurenet("E_SHAPE");
  expect(() => new LastLayerLaplace(fit, { priorPrecision: 1 }).moments([1], 2)).toThrowSurenet("E_SHAPE");
});
