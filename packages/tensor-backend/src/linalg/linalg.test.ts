import {
  type Tensor,
  add,
  expandDims,
  eye,
  grad,
  matMul,
  mul,
  setBackend,
  stack,
  sum,
  tensor1d,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import { defaultEngine, gradientError, readableEngines, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "../rng/rng.ts";
import type { HostMatrix } from "./host-matrix.ts";
import { frobeniusNorm, infinityNorm, oneNorm } from "./matrix-norms.ts";
import { newtonSchulz } from "./newton-schulz.ts";
import { orthogonalMatrix } from "./orthogonal-matrix.ts";
import { orthogonalise } from "./orthogonalise.ts";
import { powerIteration } from "./power-iteration.ts";
import { spectralNormUpperBound } from "./spectral-norm-upper-bound.ts";
import { svd } from "./svd.ts";

const gaussian = (rows: number, columns: number): Tensor => createRng(3).normal([rows, columns]);
const host = (w: Tensor): HostMatrix => ({ rows: w.shape[0] ?? 0, columns: w.shape[1] ?? 0, data: Float64Array.from(w.dataSync()) });
const sigmas = (w: Tensor): number[] => [...svd(host(w)).singularValues];
const value = (x: Tensor): number => x.dataSync()[0] ?? NaN;

describe.each(readableEngines)("matrices on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend(defaultEngine);
  });

  it("one Newton-Schulz step maps each singular value s to 1.5 s - 0.5 s³", () => {
    tidy(() => {
      // 0.5 → 0.6875, 1.2 → 0.936
      const w = tensor2d([[0, 1.2, 0], [0.5, 0, 0]]); // prettier-ignore
      expect(sigmas(newtonSchulz(w))).toBeClose([0.936, 0.6875], 1e-6);
      expect(sigmas(newtonSchulz(w, { steps: 0 }))).toBeClose([1.2, 0.5], 1e-6);
    });
  });

  it.each([
    [8, 5],
    [5, 8],
    [6, 6],
  ])("orthogonalise gives the polar factor U·Vᵀ of a %i × %i matrix", (rows, columns) => {
    // prettier-ignore
    tidy(() => {
      const w = gaussian(rows, columns);
      const { u, v } = svd(host(w));
      const polar = matMul(upload(u), upload(v), false, true);
      expect(orthogonalise(w)).toBeClose(polar, 1e-4);
      expect(orthogonalise(mul(w, 1e4))).toBeClose(polar, 1e-4);
    });
  });

  it("orthogonalise and newtonSchulz are differentiable", () => {
    tidy(() => {
      const w = add(gaussian(3, 4), expandDims(weightsOf(4), 0));
      expect(gradientError((x) => orthogonalise(x), [w])).toBeLessThan(5e-3);
      expect(gradientError((x) => newtonSchulz(x, { steps: 2 }), [mul(w, 0.3)])).toBeLessThan(5e-3);
    });
  });

  it("the Gram bound lies above the spectral norm and comes down to it", () => {
    tidy(() => {
      const w = gaussian(30, 20);
      const [largest = NaN] = sigmas(w);
      let before = value(frobeniusNorm(w));
      for (const steps of [0, 1, 2, 4, 8]) {
        const bound = value(spectralNormUpperBound(w, { steps }));
        expect(bound).toBeGreaterThan(largest * (1 - 1e-6));
        expect(bound).toBeLessThan(before * (1 + 1e-6));
        expect(bound).toBeLessThan(largest * 20 ** (1 / 2 ** (steps + 1)) * (1 + 1e-6)); // rank 20
        before = bound;
      }
      expect(value(spectralNormUpperBound(tensor2d([[3, 0], [0, 4]])))).toBeCloseTo(4, 5); // prettier-ignore
    });
  });

  it("the Gram bound keeps its scale at 1e15 and 1e-15", () => {
    tidy(() => {
      for (const scale of [1e15, 1e-15])
        expect(value(spectralNormUpperBound(mul(eye(4), scale), { steps: 10 })) / scale).toBeCloseTo(4 ** (1 / 2 ** 11), 4);
    });
  });

  it("power iteration finds the largest singular value from below, better when it continues", () => {
    tidy(() => {
      const w = gaussian(12, 9);
      const [largest = NaN] = sigmas(w);
      const first = powerIteration(w, { steps: 2 });
      const later = powerIteration(w, { u: first.u, steps: 200 });
      expect(value(first.sigma)).toBeLessThan(largest);
      expect(value(later.sigma)).toBeGreaterThan(value(first.sigma));
      expect(value(later.sigma)).toBeCloseTo(largest, 4);
    });
  });

  it("the gradient of the power iteration's value is u·vᵀ", () => {
    tidy(() => {
      const w = gaussian(4, 3);
      const { u, v } = powerIteration(w, { steps: 100 });
      expect(grad((x: Tensor) => powerIteration(x, { steps: 100 }).sigma)(w)).toBeClose(matMul(expandDims(u, 1), expandDims(v, 0)), 1e-4);
    });
  });

  it("norms of [[1, -2], [3, 4]]", () => {
    tidy(() => {
      const w = tensor2d([[1, -2], [3, 4]]); // prettier-ignore
      expect(frobeniusNorm(w)).toBeClose(Math.sqrt(30));
      expect(oneNorm(w)).toBeClose(6); // |-2| + |4|
      expect(infinityNorm(w)).toBeClose(7); // |3| + |4|
      expect(oneNorm(stack([w, mul(w, 2)]))).toBeClose([6, 12]);
    });
  });

  it("the Frobenius norm has a gradient of zero at the zero matrix", () => {
    tidy(() => {
      expect(grad(frobeniusNorm)(tensor2d([[0, 0]]))).toBeClose([0, 0]);
      expect(grad(frobeniusNorm)(tensor2d([[3, 4]]))).toBeClose([0.6, 0.8]);
    });
  });
});

it.runIf("cpuUsage" in process)("an orthogonal matrix of 784 × 256 takes no more than a few times its multiplications", () => {
  const seconds = (f: () => void): number => {
    const start = process.cpuUsage();
    f();
    return process.cpuUsage(start).user / 1e6;
  };
  const [column, other] = [new Float64Array(784).fill(1e-3), new Float64Array(784).fill(1e-3)];
  const multiplications = (): void => {
    for (let pair = 0; pair < 256 * 256; pair++) {
      let dot = 0;
      for (let i = 0; i < 784; i++) dot += (column[i] ?? 0) * (other[i] ?? 0);
      for (let i = 0; i < 784; i++) column[i] = (column[i] ?? 0) - dot * (other[i] ?? 0);
    }
  };
  const ratios = [1, 2, 3].map((seed) => seconds(() => orthogonalMatrix(784, 256, createRng(seed))) / seconds(multiplications)); // in turns: a busy machine slows both
  expect(Math.min(...ratios)).toBeLessThan(6); // 2.7 when this was written
});

it("refuses what is no matrix, and steps that are none", () => {
  tidy(() => {
    const x = weightsOf(3);
    for (const f of [newtonSchulz, orthogonalise, powerIteration, spectralNormUpperBound])
      expect(() => f(x)).toThrowSurenet("E_SHAPE", /\[rows, columns\], got \[3\]/);
    expect(() => newtonSchulz(eye(2), { steps: -1 })).toThrowSurenet("E_OPTION", /steps/);
    expect(() => powerIteration(eye(2), { steps: 0 })).toThrowSurenet("E_OPTION", /steps/);
    expect(() => powerIteration(eye(2), { u: x })).toThrowSurenet("E_SHAPE", /u does not fit; expected \[2\]/);
    expect(() => spectralNormUpperBound(eye(2), { steps: 0.5 })).toThrowSurenet("E_OPTION", /steps/);
    expect(sum(x).rank).toBe(0);
  });
});

function weightsOf(count: number): Tensor {
  return tensor1d(weights(count));
}

function upload({ rows, columns, data }: HostMatrix): Tensor {
  return tensor2d(Float32Array.from(data), [rows, columns]);
}
