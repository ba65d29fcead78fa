import { tensor, tensor1d } from "@tensorflow/tfjs-core";
import { testLoss } from "@surenet/testing";
import { tauBceWithLogitsLoss, TauBCEWithLogitsLoss } from "./tau-bce-with-logits.ts";
import { tauCrossEntropyLoss, TauCrossEntropyLoss } from "./tau-cross-entropy.ts";

testLoss({
  name: "tauCrossEntropyLoss",
  loss: (x, y) => tauCrossEntropyLoss(x, y, { tau: 2 }),
  input: () => tensor([[0, Math.log(3) / 2]]), // 2x = (0, log 3): probabilities (1/4, 3/4)
  target: () => tensor1d([0], "int32"),
  value: Math.log(4) / 2,
  refuses: [
    ["a temperature of zero", () => new TauCrossEntropyLoss({ tau: 0 }), "E_OPTION"],
    ["an infinite temperature", () => new TauBCEWithLogitsLoss({ tau: Infinity }), "E_OPTION"],
  ],
});

testLoss({
  name: "tauBceWithLogitsLoss",
  loss: (x, y) => tauBceWithLogitsLoss(x, y, { tau: 2 }),
  input: () => tensor([Math.log(3) / 2, 0]), // σ(2x) = 3/4 and 1/2
  target: () => tensor([1, -1]), // -1 is not positive: 0
  value: (Math.log(4 / 3) + Math.log(2)) / 4,
});
