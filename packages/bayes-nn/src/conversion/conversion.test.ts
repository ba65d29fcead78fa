import { type Tensor, ones, tidy } from "@tensorflow/tfjs-core";
import { Conv2d, Flatten, LayerNorm, Linear, Module, ReLU, Residual, Sequential as PlainSequential } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { describe, expect, it } from "vitest";
import { GaussianConv2d } from "../layers/gaussian-conv2d.ts";
import { GaussianLinear } from "../layers/gaussian-linear.ts";
import { bayesianMlp } from "./mlp.ts";
import { toBayesian, weightsOf } from "./to-bayesian.ts";

const rng = createRng(1);
const plain = (): PlainSequential =>
  new PlainSequential([
    new Conv2d(1, 2, { kernelSize: 3, padding: 1, stride: 2, rng }),
    new ReLU(),
    new Flatten(),
    new Residual(new PlainSequential([new Linear(8, 8, { rng }), new LayerNorm(8)])),
    new Linear(8, 3, { rng, bias: false }),
  ]);

describe("a converted network", () => {
  it("predicts what it did, until it draws", () => {
    tidy(() => {
      const model = plain().eval();
      const bayesian = toBayesian(model, { rng });
      const x = rng.normal([5, 4, 4, 1]);
      expect(bayesian.forward(x)).toBeClose(model.forward(x), 1e-6);
      expect(bayesian.forward(x, { samples: 3 }).shape).toEqual([3, 5, 3]);
      const kinds = bayesian.namedModules().flatMap(([, layer]) => (layer instanceof GaussianLinear || layer instanceof GaussianConv2d ? [layer.layerType] : [])); // prettier-ignore
      expect(kinds).toEqual(["input", "hidden", "output"]);
      model.dispose();
      expect(bayesian.forward(x).shape).toEqual([5, 3]); // it has tensors of its own
      bayesian.dispose();
    });
  });

  it("starts with deviations of a share of each weight, and gives its means for a prior", () => {
    tidy(() => {
      const layer = new Linear(2, 2, { rng });
      const model = toBayesian(layer, { rng, relativeScale: 0.1 });
      const [head] = model.layers as [GaussianLinear];
      const variance = head.gaussian.covariance?.variance().weight as Tensor;
      const want = [...layer.weight.value.dataSync()].map((w) => (0.1 * Math.abs(w)) ** 2);
      expect([...variance.dataSync()].map((v, i) => v / (want[i] ?? NaN))).toEqual(want.map(() => expect.closeTo(1, 4) as number));
      expect(Object.keys(weightsOf(model)).sort()).toEqual(["layers.0.params.bias", "layers.0.params.weight"]);
      layer.dispose();
      model.dispose();
    });
  });

  it("keeps all but its last layer as points when asked", () => {
    const model = plain();
    const last = toBayesian(model, { rng, layers: "last", covariance: { kind: "kronecker" } });
    expect(last.namedModules().filter(([, layer]) => layer instanceof GaussianLinear)).toHaveLength(1);
    expect(last.namedModules().filter(([, layer]) => layer instanceof Linear)).toHaveLength(1);
    model.dispose();
    last.dispose();
  });

  it("is refused where there is nothing to convert, or no way", () => {
    class Unknown extends Module {
      forward(x: Tensor): Tensor {
        return x.clone();
      }
    }
    const grouped = new Conv2d(2, 2, { kernelSize: 1, groups: 2, rng });
    const layer = new Linear(2, 2, { rng });
    expect(() => toBayesian(new Unknown(), { rng })).toThrowSurenet("E_UNSUPPORTED", /no Linear or Conv2d/);
    expect(() => toBayesian(grouped, { rng })).toThrowSurenet("E_UNSUPPORTED", /groups/);
    expect(() => toBayesian(layer, { rng, relativeScale: 0.1, covariance: { kind: "kronecker" } })).toThrowSurenet(
      "E_UNSUPPORTED",
      /belongs to one weight/,
    );
    expect(() => toBayesian(layer, { rng, relativeScale: 0 })).toThrowSurenet("E_OPTION", /relativeScale/);
    expect(() => toBayesian(layer, { rng, layers: "first" as "last" })).toThrowSurenet("E_OPTION", /layers/);
    grouped.dispose();
    layer.dispose();
  });
});

it("builds perceptrons with one covariance for all layers, or one for each", () => {
  tidy(() => {
    const model = bayesianMlp([4, 6, 5, 2], { rng, samples: 3, covariance: [null, { kind: "diagonal" }, { kind: "lowRank", rank: 1 }] });
    expect(model.forward(ones([7, 4])).shape).toEqual([3, 7, 2]);
    model.dispose();
    const features = bayesianMlp([4, 6, 2], { rng, features: true });
    expect(features.forward(ones([7, 4])).shape).toEqual([7, 6]); // what the head sees
    expect(features.eval().forward(ones([7, 4])).shape).toEqual([7, 2]);
    features.dispose();
  });
  expect(() => bayesianMlp([4, 2], { rng, covariance: [] })).toThrowSurenet("E_OPTION", /one for all, or 1/);
  expect(() => bayesianMlp([4], { rng })).toThrowSurenet("E_OPTION", /sizes/);
});
