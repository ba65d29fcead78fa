import { type Tensor, matMul, mean, mul, ones, reshape, slice, square, sub, sum, tensor, tidy, variableGrads } from "@tensorflow/tfjs-core";
import type { Scalar } from "@tensorflow/tfjs-core";
import { expectNoLeak } from "@surenet/testing";
import { Parameter } from "@surenet/nn";
import { createRng, logdet } from "@surenet/tensor-backend";
import { describe, expect, it } from "vitest";
import { gaussianNoise } from "../sampling/gaussian-noise.ts";
import { buildCovariance } from "./build-covariance.ts";
import type { Covariance, CovarianceSpec, InputMap } from "./covariance.ts";

const [INPUTS, OUTPUTS] = [3, 2];
const shape = { weight: [INPUTS, OUTPUTS], bias: true, initialScales: { bias: 1, weight: 0.5 } };
const SIZE = (INPUTS + 1) * OUTPUTS;

const specs: readonly [string, CovarianceSpec][] = [
  ["diagonal", { kind: "diagonal" }],
  ["signed diagonal", { kind: "diagonal", learn: "signed" }],
  ["factorized", { kind: "factorized" }],
  ["low rank", { kind: "lowRank", rank: 3 }],
  ["kronecker", { kind: "kronecker" }],
  ["kronecker of low rank", { kind: "kronecker", inputRank: 2, outputRank: 1 }],
];

/** A covariance whose parameters are random, so that no symmetry of the start hides an error. */
function random(spec: CovarianceSpec): Covariance {
  const covariance = buildCovariance(spec, shape);
  tidy(() => parametersOf(covariance).forEach((p, i) => p.assign(createRng(i).normal(p.shape, { std: 0.4, mean: -0.1 }))));
  return covariance;
}

function parametersOf(covariance: Covariance): Parameter[] {
  return Object.values(covariance.parameters).flatMap((part) => (part instanceof Parameter ? [part] : Object.values(part) as Parameter[])); // prettier-ignore
}

/** Bias over weight, row by row: `[samples, 8]`. */
function flat({ bias, weight }: { bias?: Tensor; weight: Tensor }): Tensor {
  const rows = reshape(weight, [weight.shape[0] ?? 1, -1]);
  return bias === undefined ? rows : tensor(Array.from({ length: rows.shape[0] ?? 1 }, (_, s) => [...bias.arraySync() as number[][]][s]?.concat((rows.arraySync() as number[][])[s] ?? []) ?? [])); // prettier-ignore
}

/** Σ from its own definition: `S` has the deviations of the unit vectors as columns. */
function dense(covariance: Covariance): number[][] {
  const eye = tensor(
    Array.from({ length: covariance.rank }, (_, i) => Array.from({ length: covariance.rank }, (__, j) => Number(i === j))),
  );
  const factor = flat(covariance.deviation(eye)); // [rank, 8], Sᵀ
  return matMul(factor, factor, true).arraySync() as number[][];
}

const x = (): Tensor => tensor([[0.5, -1.2, 0.3], [0, 2, -0.7]]); // prettier-ignore
const map = (rows: Tensor): InputMap => ({ linear: (kernel) => matMul(rows, kernel), squares: (kernel) => matMul(square(rows), kernel) });

describe.each(specs)("a %s covariance", (_, spec) => {
  it("has the diagonal of S Sᵀ as its variance", () => {
    tidy(() => {
      const covariance = random(spec);
      const sigma = dense(covariance);
      const { bias, weight } = covariance.variance();
      const own = [...(bias?.dataSync() ?? []), ...weight.dataSync()];
      expect(own).toBeClose(sigma.map((row, i) => row[i] ?? NaN), 1e-5); // prettier-ignore
    });
  });

  it("has the log determinant of S Sᵀ + εI, and its gradient", () => {
    tidy(() => {
      const covariance = random(spec);
      const eps = 0.01;
      const value = (): number => {
        const sigma = dense(covariance);
        return logdet({ rows: SIZE, columns: SIZE, data: Float64Array.from(sigma.flat(), (v, i) => v + (i % (SIZE + 1) === 0 ? eps : 0)) });
      };
      expect(covariance.logDeterminant(eps)).toBeClose(value(), 2e-5);
      const variables = parametersOf(covariance).map(({ variable }) => variable);
      const { grads } = variableGrads(() => covariance.logDeterminant(eps) as Scalar, variables);
      for (const v of variables) {
        const values = v.dataSync().slice();
        const at = (step: number): number => {
          v.assign(tensor(values.map((old, i) => (i === 1 ? old + step : old)), v.shape)); // prettier-ignore
          return value();
        };
        const quotient = (at(1e-2) - at(-1e-2)) / 2e-2;
        at(0);
        expect(Math.abs((grads[v.name]?.dataSync()[1] ?? NaN) - quotient) / (1 + Math.abs(quotient))).toBeLessThan(6e-3); // the difference's own error is h²
      }
    });
  });

  it("gives every output the variance h̃ᵀ Σ_cc h̃", () => {
    tidy(() => {
      const covariance = random(spec);
      const sigma = dense(covariance);
      const rows = (x().arraySync() as number[][]).map((row) => [1, ...row]);
      const want = rows.map((h) =>
        Array.from({ length: OUTPUTS }, (__, c) =>
          h.reduce(
            (all, hi, i) => all + h.reduce((part, hj, j) => part + hi * hj * (sigma[i * OUTPUTS + c]?.[j * OUTPUTS + c] ?? NaN), 0),
            0,
          ),
        ),
      );
      expect(covariance.outputVariance(map(x()))).toBeClose(want, 1e-5);
    });
  });

  it("draws outputs of that covariance, those of one row across its outputs included", () => {
    tidy(() => {
      const covariance = random(spec);
      const draws = 10_000;
      const rng = createRng(5);
      const noise = covariance.outputNoise(map(x()), draws, (size) => gaussianNoise(size, rng)); // [draws, 2, 2]
      const got = (i: number, c: number, d: number): number => {
        const column = (k: number): Tensor => slice(noise, [0, i, k], [-1, 1, 1]);
        return mean(mul(column(c), column(d))).dataSync()[0] ?? NaN;
      };
      const sigma = dense(covariance);
      const rows = (x().arraySync() as number[][]).map((row) => [1, ...row]);
      const exact = (i: number, c: number, d: number): number => {
        const h = rows[i] ?? [];
        return h.reduce(
          (all, hi, a) => all + h.reduce((p, hj, b) => p + hi * hj * (sigma[a * OUTPUTS + c]?.[b * OUTPUTS + d] ?? NaN), 0),
          0,
        );
      };
      for (const [i, c, d] of [
        [0, 0, 0],
        [0, 0, 1],
        [1, 1, 1],
        [1, 0, 1],
      ] as const) {
        // prettier-ignore
        // the standard error of a product's mean is at most √(2 v_c v_d / n) = 1.4% of √(v_c v_d); five of them
        const bound = 0.071 * Math.sqrt(exact(i, c, c) * exact(i, d, d));
        expect(Math.abs(got(i, c, d) - exact(i, c, d))).toBeLessThan(bound);
      }
    });
  });

  it("starts with the standard deviation that was asked for, everywhere", () => {
    tidy(() => {
      const covariance = buildCovariance({ ...spec, scale: 0.3 }, shape);
      const { bias, weight } = covariance.variance();
      const want = 0.09; // 0.3²
      if (covariance.rank > 0)
        expect([bias ?? ones([2]), weight].map((v) => sum(square(sub(v, want))).dataSync()[0])).toBeClose([0, 0], 1e-6);
      const own = buildCovariance({ ...spec, scale: "init" }, shape).variance();
      expect([own.bias?.dataSync()[0] ?? NaN, own.weight.dataSync()[0] ?? NaN]).toBeClose([1, 0.25], 1e-6);
    });
  });

  it("leaks nothing", async () => {
    await expectNoLeak(() => {
      const covariance = random(spec);
      const eps = tensor([Array.from({ length: covariance.rank }, () => 1)]);
      const rows = x();
      const { bias, weight } = covariance.deviation(eps);
      const spread = covariance.variance();
      const rng = createRng(0);
      const made = [covariance.logDeterminant(0.1), ...tidy(() => [covariance.outputVariance(map(rows)), covariance.outputNoise(map(rows), 2, (size) => gaussianNoise(size, rng))])]; // prettier-ignore
      for (const t of [eps, rows, bias, weight, spread.bias, spread.weight, ...made]) t?.dispose();
      for (const p of parametersOf(covariance)) p.dispose();
    });
  });
});

it("is never of higher rank than there are parameters", () => {
  const covariance = buildCovariance({ kind: "factorized", rank: 500 }, shape);
  expect(covariance.rank).toBe(SIZE);
  for (const p of parametersOf(covariance)) p.dispose();
});

it.each<[string, CovarianceSpec, RegExp]>([
  ["an unknown kind", { kind: "full" } as unknown as CovarianceSpec, /kind.*diagonal, factorized, lowRank, kronecker.*full/],
  ["a misspelt field", { kind: "lowRank", rnak: 2 } as unknown as CovarianceSpec, /rnak/],
  ["rank 0", { kind: "lowRank", rank: 0 }, /rank.*1 or more/],
  ["input rank 0", { kind: "kronecker", inputRank: 0 }, /inputRank/],
  ["a scale of zero", { kind: "diagonal", scale: 0 }, /scale.*positive/],
  ["a negative scale", { kind: "kronecker", scale: -1 }, /scale.*positive/],
])("refuses %s", (_, spec, message) => {
  expect(() => buildCovariance(spec, shape)).toThrowSurenet("E_OPTION", message);
});
