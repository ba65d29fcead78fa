import { type Tensor, abs, div, mean, moments, mul, slice, sqrt, square, sub, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { Conv2d, LayerNorm, Linear, ReLU, buildModule } from "@surenet/nn";
import { expectNoLeak, testLayer } from "@surenet/testing";
import { createRng } from "@surenet/tensor-backend";
import { describe, expect, it } from "vitest";
import type { CovarianceSpec } from "../covariance/covariance.ts";
import { bayesModules } from "./bayes-modules.ts";
import { GaussianConv1d } from "./gaussian-conv1d.ts";
import { GaussianConv2d } from "./gaussian-conv2d.ts";
import { GaussianLinear } from "./gaussian-linear.ts";
import { Residual } from "./residual.ts";
import { Sequential } from "./sequential.ts";

const rng = createRng(0);

// In evaluation: in training two forwards differ by their noise, so finite differences say nothing.
testLayer({
  name: "GaussianLinear",
  make: (seed) => new GaussianLinear(4, 3, { rng: createRng(seed) }).eval(),
  input: [5, 4],
  output: [5, 3],
  refuses: [
    ["no rng", () => new GaussianLinear(4, 3, {} as never), "E_OPTION"],
    ["an unknown layer type", () => new GaussianLinear(4, 3, { rng, layerType: "last" as never }), "E_OPTION"],
    ["an unknown parametrisation", () => new GaussianLinear(4, 3, { rng, parametrisation: "mup" as never }), "E_OPTION"],
    ["a misspelt option", () => new GaussianLinear(4, 3, { rng, covarance: null } as never), "E_OPTION"],
    ["flipout of dependent parameters", () => new GaussianLinear(4, 3, { rng, covariance: { kind: "kronecker" }, sampling: "flipout" }), "E_UNSUPPORTED"], // prettier-ignore
    ["half a sample", () => new GaussianLinear(4, 3, { rng }).forward(zeros([1, 4]), { samples: 0.5 }), "E_OPTION"],
    ["other features", () => new GaussianLinear(4, 3, { rng }).forward(zeros([1, 5])), "E_SHAPE"],
  ],
});
testLayer({ name: "GaussianConv2d", make: (seed) => new GaussianConv2d(2, 3, { kernelSize: 3, padding: 1, stride: 2, rng: createRng(seed) }).eval(), input: [2, 5, 4, 2], output: [2, 3, 2, 3] }); // prettier-ignore
testLayer({ name: "GaussianConv1d", make: (seed) => new GaussianConv1d(2, 3, { kernelSize: 3, padding: 1, rng: createRng(seed) }).eval(), input: [2, 6, 2], output: [2, 6, 3] }); // prettier-ignore
testLayer({ name: "bayes.Sequential", make: (seed) => new Sequential([new GaussianLinear(4, 6, { rng: createRng(seed) }), new LayerNorm(6), new ReLU(), new GaussianLinear(6, 2, { rng: createRng(seed), layerType: "output" })]).eval(), input: [5, 4], output: [5, 2] }); // prettier-ignore
testLayer({
  name: "bayes.Residual",
  make: (seed) => new Residual(new GaussianLinear(4, 4, { rng: createRng(seed) })).eval(),
  input: [5, 4],
});

const kinds: readonly CovarianceSpec[] = [{ kind: "diagonal", scale: 0.4 }, { kind: "lowRank", rank: 3, scale: 0.4 }, { kind: "kronecker", scale: 0.4 }]; // prettier-ignore

describe.each(kinds)("draws with %o", (covariance) => {
  it.each(["local", "shared"] as const)("have the layer's mean and variance, sampled %s", (sampling) => {
    tidy(() => {
      const layer = new GaussianLinear(3, 2, { rng: createRng(1), covariance, sampling });
      const x = tensor([[1, -0.5, 2]]);
      const samples = sampling === "local" ? 20_000 : 2000;
      const y = layer.forward(x, { samples }); // [samples, 1, 2]
      const { mean: got, variance } = moments(y, 0);
      const exact = layer.moments(x);
      const deviation = sqrt(exact.variance);
      // 5 standard errors: of the mean √(v / n), of the variance v √(2 / n)
      expect(Math.max(...abs(div(sub(got, exact.mean), deviation)).dataSync())).toBeLessThan(5 / Math.sqrt(samples));
      expect(Math.max(...abs(sub(div(variance, exact.variance), 1)).dataSync())).toBeLessThan(5 * Math.sqrt(2 / samples));
      layer.dispose();
    });
  });

  it("are of one shape whichever way, images and sequences included", () => {
    tidy(() => {
      for (const sampling of ["local", "shared"] as const) {
        const options = { rng: createRng(1), covariance, sampling };
        const [linear, conv, sequence] = [new GaussianLinear(3, 2, options), new GaussianConv2d(1, 2, { ...options, kernelSize: 3 }), new GaussianConv1d(1, 2, { ...options, kernelSize: 3 })]; // prettier-ignore
        for (const [layer, input, output] of [
          [linear, [4, 3], [4, 2]],
          [conv, [2, 5, 5, 1], [2, 3, 3, 2]],
          [sequence, [2, 5, 1], [2, 3, 2]],
        ] as const) {
          // prettier-ignore
          const x = rng.normal(input);
          expect(layer.forward(x).shape).toEqual(output);
          const y = layer.forward(x, { samples: 3 });
          expect(y.shape).toEqual([3, ...output]);
          expect(layer.forward(rng.normal([3, ...input]), { samples: 3, inputContainsSamples: true }).shape).toEqual([3, ...output]);
          layer.eval();
          expect(layer.forward(x).shape).toEqual(output);
          layer.dispose();
        }
      }
    });
  });
});

it("flips the signs of one draw so that every row has noise of its own, of the same variance", () => {
  tidy(() => {
    const layer = new GaussianLinear(2, 1, { rng: createRng(2), covariance: { kind: "diagonal", scale: 0.3 }, sampling: "flipout" });
    const y = layer.forward(tensor([[1, 2], [1, 2]]), { samples: 2000 }); // prettier-ignore
    const noise = sub(y, layer.moments(tensor([[1, 2]])).mean); // [2000, 2, 1]
    const row = (i: number): Tensor => slice(noise, [0, i, 0], [-1, 1, -1]);
    // v = 0.09 · (1 + 1 + 4) = 0.54; the rows' noises are uncorrelated: five standard errors are 5 · 0.54 / √2000 = 0.0604, of the squares √2 as much
    expect(Math.abs((mean(square(noise)).dataSync()[0] ?? 0) - 0.54)).toBeLessThan(0.0854);
    expect(Math.abs(mean(mul(row(0), row(1))).dataSync()[0] ?? 1)).toBeLessThan(0.0604);
    layer.dispose();
  });
});

it("draws one network for a whole batch when samples are shared, and one for every row when they are local", () => {
  tidy(() => {
    const x = tensor([[1, 2], [1, 2]]); // prettier-ignore
    for (const [sampling, same] of [
      ["shared", true],
      ["local", false],
    ] as const) {
      // prettier-ignore
      const layer = new GaussianLinear(2, 1, { rng: createRng(2), sampling });
      const [a, b] = layer.forward(x).dataSync();
      expect(a === b).toBe(same);
      layer.dispose();
    }
  });
});

it("divides an output layer's mean by its temperature in evaluation only", () => {
  tidy(() => {
    const layer = new GaussianLinear(2, 2, { rng: createRng(3), layerType: "output" });
    const x = tensor([[1, 2]]);
    const plain = layer.forward(x, { samples: 0 });
    layer.temperature?.assign(tensor(4));
    expect(layer.forward(x, { samples: 0 })).toBeClose(plain, 1e-6);
    layer.eval();
    expect(layer.forward(x)).toBeClose(div(plain, 4), 1e-6);
    layer.dispose();
  });
});

describe("Sequential", () => {
  const make = (samples: number | null): Sequential =>
    new Sequential([new Linear(3, 4, { rng: createRng(1) }), new LayerNorm(4), new GaussianLinear(4, 4, { rng: createRng(2) }), new LayerNorm(4), new Residual(new GaussianLinear(4, 4, { rng: createRng(3) })), new GaussianLinear(4, 2, { rng: createRng(4), layerType: "output" })], { samples }); // prettier-ignore

  it("puts the samples in front from the first Gaussian layer on", () => {
    tidy(() => {
      const model = make(6);
      const x = rng.normal([5, 3]);
      expect(model.forward(x).shape).toEqual([6, 5, 2]);
      expect(model.forwardThrough(x, 2).shape).toEqual([5, 4]);
      expect(model.forwardThrough(x, 3).shape).toEqual([6, 5, 4]);
      expect(model.eval().forward(x).shape).toEqual([5, 2]);
      expect(model.forward(x, { samples: 2 }).shape).toEqual([2, 5, 2]);
      expect(make(null).forward(x).shape).toEqual([5, 2]);
      model.dispose();
    });
  });

  it("carries images through plain convolutions", () => {
    tidy(() => {
      const model = new Sequential([new GaussianConv2d(1, 2, { kernelSize: 3, rng }), new Conv2d(2, 3, { kernelSize: 2, rng })]);
      expect(model.forward(rng.normal([2, 5, 5, 1]), { samples: 4 }).shape).toEqual([4, 2, 2, 2, 3]);
      model.dispose();
    });
  });

  it("comes back from its JSON", () => {
    const model = make(6);
    const json = JSON.parse(JSON.stringify(model.toJSON()));
    const again = buildModule(json, bayesModules);
    expect(JSON.parse(JSON.stringify(again.toJSON()))).toEqual(json);
    again.loadStateDict(model.stateDict());
    model.dispose();
    again.dispose();
  });

  it("leaks nothing when it draws", async () => {
    await expectNoLeak(() => {
      const model = make(2);
      const x = rng.normal([5, 3]);
      model.forward(x).dispose();
      model.forward(x, { samples: 3, sampling: "shared" }).dispose();
      x.dispose();
      model.dispose();
    });
  });
});
