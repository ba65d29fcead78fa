import { tensor, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { Flatten, Linear, ReLU, Sequential as PlainSequential, Softplus } from "@surenet/nn";
import { FullSort, GroupSort, GroupSort2 } from "../activations/group-sort.ts";
import { HouseHolder } from "../activations/house-holder.ts";
import { LPReLU } from "../activations/lp-relu.ts";
import { MaxMin } from "../activations/max-min.ts";
import { FrobeniusLinear } from "../linear/frobenius-linear.ts";
import { SpectralLinear } from "../linear/spectral-linear.ts";
import { Sequential } from "../module/sequential.ts";
import { certify, lipschitzBound } from "./certify.ts";

const everyLayer = (seed: number): Sequential => {
  const rng = createRng(seed);
  return new Sequential([
    new Flatten(),
    new SpectralLinear(4, 8, { rng }),
    new GroupSort2({ kCoefLip: 1.5 }),
    new SpectralLinear(8, 6, { rng, kCoefLip: 0.9 }),
    new HouseHolder(6, { thetaInitializer: "normal", rng }),
    new LPReLU({ numParameters: 6, init: -0.7, kCoefLip: 0.8 }),
    new MaxMin(),
    new SpectralLinear(12, 6, { rng, projection: "torchlip" }),
    new GroupSort({ groupSize: 3 }),
    new Linear(6, 6, { rng }),
    new FullSort(),
    new FrobeniusLinear(6, 3, { rng }),
  ]);
};

describe("certify", () => {
  it("predicts what the model predicts, whatever the layers", async () => {
    using model = everyLayer(3);
    const x = createRng(1).normal([50, 2, 2]);
    const certificates = await certify(model, x);
    tidy(() => {
      const output = model.eval().forward(x).dataSync();
      certificates.forEach(({ predicted }, i) => {
        const row = Array.from(output.slice(3 * i, 3 * i + 3));
        expect(row.indexOf(Math.max(...row))).toBe(predicted);
      });
    });
    x.dispose();
  });

  it("gives the distance to the boundary of a linear model", async () => {
    // w_0 - w_1 = (1, 1): the boundary x_0 + x_1 = 0 is 2/√2 from (2, 0)
    using model = new Linear(2, 2, { rng: createRng(1), bias: false });
    const weight = tensor([
      [1, 0],
      [0, -1],
    ]);
    model.weight.assign(weight);
    weight.dispose();
    const [first] = await certify(model, [[2, 0]]);
    expect(first).toMatchObject({ predicted: 0, method: "pairwise", arithmetic: "f32-ieee" });
    expect(first?.radiusBy.f64Checked).toBeClose(Math.SQRT2, 1e-7);
    // float32: two outputs, each off by γ_4·(|w||x'|) with |x'| up to 2 + √2, over the margin's slope √2
    expect(Math.SQRT2 - (first?.radius ?? 0)).toBeLessThan((2 * 4 * 2 ** -24 * (2 + Math.SQRT2)) / Math.SQRT2 + 1e-7);
    expect(first?.bound).toBe(1);
  });

  it("multiplies the proved constants of the layers", async () => {
    using model = everyLayer(3);
    const { bound, layers } = await lipschitzBound(model, [2, 2]);
    expect(layers.map(({ op }) => op)).toEqual([
      "dense",
      "groupSort",
      "scale",
      "dense",
      "houseHolder",
      "prelu",
      "maxMin",
      "dense",
      "groupSort",
      "dense",
      "groupSort",
    ]);
    expect(bound).toBeClose(
      layers.reduce((product, layer) => product * layer.bound, 1),
      1e-12,
    );
    expect(layers[2]?.bound).toBe(1.5);
    expect(layers[3]?.bound).toBeClose(0.9, 1e-6);
    expect(layers[5]?.bound).toBeClose(0.8, 1e-6);
  });

  it("leaves the model as it was", async () => {
    using model = everyLayer(1);
    model.train();
    await certify(model, [[1, 2, 3, 4]]);
    expect(model.training).toBe(true);
  });

  it("refuses what it cannot prove", async () => {
    const rng = createRng(1);
    using unknown = new PlainSequential([new Linear(2, 2, { rng }), new Softplus(), new Linear(2, 2, { rng })]);
    await expect(certify(unknown, [[1, 2]])).rejects.toThrowSurenet("E_UNSUPPORTED", /Softplus/);
    using headless = new Sequential([new SpectralLinear(2, 2, { rng }), new GroupSort2()]);
    await expect(certify(headless, [[1, 2]])).rejects.toThrowSurenet("E_UNSUPPORTED", /last op must be dense/);
    using relu = new PlainSequential([new Linear(2, 2, { rng }), new ReLU(), new Linear(2, 2, { rng })]);
    await expect(certify(relu, [[1, NaN]])).rejects.toThrowSurenet("E_VALUE", /feature 1 of sample 0/);
    await expect(certify(relu, [[1, 2, 3]])).rejects.toThrowSurenet("E_SHAPE", /samples of shape \[2\]/);
    await expect(certify(relu, [[1, 2], [1]])).rejects.toThrowSurenet("E_SHAPE", /sample 1/);
    await expect(certify(relu, [[1, 2]], { eps: 1 } as object)).rejects.toThrowSurenet("E_OPTION", /eps/);
  });
});
