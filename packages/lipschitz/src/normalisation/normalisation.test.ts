import { tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLayer } from "@surenet/testing";
import { BatchCentering, BatchLipNorm } from "./batch-lip-norm.ts";
import { LayerCentering } from "./layer-centering.ts";
import { ScaleBiasLayer } from "./scale-bias-layer.ts";

testLayer({
  name: "BatchLipNorm",
  make: () => new BatchLipNorm(3),
  input: [4, 2, 3],
  lipschitz: 1, // before any batch
  refuses: [
    ["no feature", () => new BatchLipNorm(0), "E_OPTION"],
    [
      "a factory without a scale to share",
      () => new BatchLipNorm(2, { normalize: false, factory: { register: () => undefined } }),
      "E_OPTION",
    ],
    ["training on one sample", () => tidy(() => new BatchLipNorm(2).forward(zeros([1, 2]))), "E_SHAPE"],
  ],
});
testLayer({ name: "BatchCentering", make: () => new BatchCentering(3, { bias: false }), input: [4, 2, 2, 3], lipschitz: 1 });
testLayer({
  name: "LayerCentering",
  make: () => new LayerCentering({ numFeatures: 2 }),
  input: [3, 2, 3, 2],
  lipschitz: 1,
  refuses: [["the batch axis", () => new LayerCentering({ axes: [0] }), "E_OPTION"]],
});
testLayer({ name: "ScaleBiasLayer", make: () => new ScaleBiasLayer(-2, { numFeatures: 3 }), input: [2, 3], lipschitz: 2 });

it("divides by the largest standard deviation of the batch, one for all features", () => {
  tidy(() => {
    using layer = new BatchLipNorm(2);
    // feature 0: mean 2, squares' mean 5 → variance (5 - 4)·2/1 = 2; feature 1: mean 0, variance 9·2 = 18, the largest
    const y = layer.forward(tensor([[1, 3], [3, -3]])); // prettier-ignore
    const s = 1 / Math.sqrt(18);
    expect(y).toBeClose([-s, 3 * s, s, -3 * s]);
    // one batch was seen: evaluation has the same mean and, over its two samples, the same variance
    layer.eval();
    expect(layer.forward(tensor([[1, 3]]))).toBeClose([-s, 3 * s]);
    expect(layer.vanillaExport().forward(tensor([[1, 3]]))).toBeClose([-s, 3 * s]);
  });
});

it("folds the batches of an epoch into one when it is first evaluated", () => {
  tidy(() => {
    using layer = new BatchCentering(1);
    layer.forward(tensor([[1], [3]]));
    layer.forward(tensor([[5], [7]]));
    expect(layer.runningSumBmean.variable).toBeClose([8]); // 2 + 6
    layer.eval();
    expect(layer.forward(tensor([[10]]))).toBeClose([6]); // the mean of 2 and 6 is 4
    expect(layer.runningNumBatches.variable).toBeClose([1]);
    expect(layer.forward(tensor([[10]]))).toBeClose([6]);
  });
});
