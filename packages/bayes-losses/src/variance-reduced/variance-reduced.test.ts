import { type Tensor, fill, grad, mean, tensor, tensor1d, tidy, zeros } from "@tensorflow/tfjs-core";
import { type CovarianceSpec, GaussianLinear } from "@surenet/bayes-nn";
import { Linear } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { describe, expect, it } from "vitest";
import * as losses from "../index.ts";

const kinds: readonly CovarianceSpec[] = [
  { kind: "diagonal", scale: 0.4 },
  { kind: "factorized", scale: 0.4 },
  { kind: "lowRank", rank: 2, scale: 0.4 },
  { kind: "kronecker", scale: 0.4 },
];
const DRAWS = 40_000;

describe.each(kinds)("with %o", (covariance) => {
  const head = (outputs: number): GaussianLinear => new GaussianLinear(3, outputs, { rng: createRng(1), covariance, layerType: "output" });
  const h = (): Tensor => tensor([[1, -0.5, 0.3], [0.2, 0.8, -1]]); // prettier-ignore

  it("is the mean of the sampled squared error", () => {
    tidy(() => {
      const layer = head(2);
      const y = tensor([[0.1, 0.4], [-0.2, 0.5]]); // prettier-ignore
      const sampled = new losses.MSELoss().forward(layer.forward(h(), { samples: DRAWS }), y).dataSync()[0] ?? NaN;
      const exact = new losses.MSELossVR().forward(h(), layer, y).dataSync()[0] ?? NaN;
      expect(Math.abs(sampled / exact - 1)).toBeLessThan(0.03); // the error's deviation is about √2 of its mean: 5 √2/√40000 = 3.5%
      layer.dispose();
    });
  });

  it("bounds the sampled cross entropies from above, closely where the variances are small", () => {
    tidy(() => {
      const [layer, single] = [head(3), head(1)];
      const classes = tensor1d([0, 2], "int32");
      const sampled = new losses.CrossEntropyLoss().forward(layer.forward(h(), { samples: DRAWS }), classes).dataSync()[0] ?? NaN;
      const bound = new losses.CrossEntropyLossVR().forward(h(), layer, classes).dataSync()[0] ?? NaN;
      expect(bound).toBeGreaterThan(sampled - 0.01);
      expect(bound).toBeLessThan(sampled + 0.25); // v is at most 0.16 · 3.3 = 0.5, and the bound adds at most v/2
      const y = tensor([[1], [0]]);
      const binary = new losses.BCEWithLogitsLoss().forward(single.forward(h(), { samples: DRAWS }), y).dataSync()[0] ?? NaN;
      const other = new losses.BCEWithLogitsLossVR().forward(h(), single, y).dataSync()[0] ?? NaN;
      expect(other).toBeGreaterThan(binary - 0.01);
      layer.dispose();
      single.dispose();
    });
  });

  it("leaves no tensor behind", async () => {
    const layer = head(3);
    const [x, y] = [h(), tensor1d([0, 2], "int32")];
    await expectNoLeak(() => new losses.CrossEntropyLossVR().forward(x, layer, y).dispose());
    for (const owned of [layer, x, y]) owned.dispose();
  });
});

it("has the closed forms of its documentation", () => {
  tidy(() => {
    // one input 1, no bias, mean 0.5 and deviation 2 for both classes: m = 0.5, v = 4
    const layer = new GaussianLinear(1, 2, { rng: createRng(0), bias: false, covariance: { kind: "diagonal", scale: 2 } });
    layer.params.weight.assign(fill([1, 2], 0.5));
    const x = tensor([[1]]);
    expect(new losses.MSELossVR().forward(x, layer, zeros([1, 2]))).toBeClose(4.25);
    expect(new losses.CrossEntropyLossVR().forward(x, layer, tensor1d([0], "int32"))).toBeClose(Math.log(2) + 2); // -0.5 + log(2 e^2.5)
    expect(new losses.CrossEntropyLossVR().forward(x, layer, tensor([[0.5, 0.5]]))).toBeClose(Math.log(2) + 2);
    expect(new losses.BCEWithLogitsLossVR().forward(x, layer, tensor([[1, 0]]))).toBeClose((Math.log1p(Math.exp(1.5)) + Math.log1p(Math.exp(2.5))) / 2, 1e-6); // prettier-ignore
    layer.dispose();
  });
});

it("takes a binary target with or without the axis of the only output", () => {
  tidy(() => {
    const layer = new GaussianLinear(3, 1, { rng: createRng(1), layerType: "output" });
    const x = createRng(2).normal([5, 4, 3]);
    const [flat, column] = [tensor1d([1, 0, 1, 1]), tensor([[1], [0], [1], [1]])];
    const loss = new losses.BCEWithLogitsLossVR({ reduction: "none" });
    expect(loss.forward(x, layer, flat).shape).toEqual([5, 4]);
    expect(loss.forward(x, layer, column).shape).toEqual([5, 4, 1]);
    expect(mean(loss.forward(x, layer, flat))).toBeClose(mean(loss.forward(x, layer, column)));
    layer.dispose();
  });
});

it("divides the means by the temperature in evaluation, and leaves the variances", () => {
  tidy(() => {
    const layer = new GaussianLinear(1, 1, {
      rng: createRng(0),
      bias: false,
      covariance: { kind: "diagonal", scale: 2 },
      layerType: "output",
    });
    layer.params.weight.assign(fill([1, 1], 3));
    layer.temperature?.assign(fill([], 2));
    layer.eval();
    expect(new losses.MSELossVR().forward(tensor([[1]]), layer, tensor([[0]]))).toBeClose(1.5 ** 2 + 4);
    layer.dispose();
  });
});

it("differentiates in the input", () => {
  tidy(() => {
    const layer = new GaussianLinear(1, 1, { rng: createRng(0), bias: false, covariance: { kind: "diagonal", scale: 2 } });
    layer.params.weight.assign(fill([1, 1], 3));
    const slope = grad((x: Tensor) => new losses.MSELossVR().forward(x, layer, tensor([[1]])))(tensor([[2]]));
    expect(slope).toBeClose([[2 * (6 - 1) * 3 + 2 * 2 * 4]]); // d/dx ((3x - 1)² + 4x²) at 2
    layer.dispose();
  });
});

it("refuses layers without a distribution and misspelt reductions", () => {
  const layer = new Linear(3, 2, { rng: createRng(0) });
  tidy(() => {
    const attempt = (): Tensor => new losses.MSELossVR().forward(zeros([4, 3]), layer as never, zeros([4, 2]));
    expect(attempt).toThrowSurenet("E_UNSUPPORTED", /no distribution/);
    expect(() => new losses.CrossEntropyLossVR({ reduction: "max" as "mean" })).toThrowSurenet("E_OPTION", /reduction/);
  });
  layer.dispose();
});
