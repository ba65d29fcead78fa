import { tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { testLayer } from "@surenet/testing";
import { FrobeniusLinear } from "./frobenius-linear.ts";

testLayer({
  name: "FrobeniusLinear of one output",
  make: (seed) => new FrobeniusLinear(5, 1, { rng: createRng(seed), kCoefLip: 2 }),
  input: [4, 5],
  output: [4, 1],
  lipschitz: 2,
});
testLayer({
  name: "FrobeniusLinear, all outputs together",
  make: (seed) => new FrobeniusLinear(5, 3, { rng: createRng(seed), disjointNeurons: false }),
  input: [4, 5],
  output: [4, 3],
  lipschitz: 1,
  refuses: [["a misspelt option", () => new FrobeniusLinear(5, 3, { rng: createRng(1), disjoint: true } as never), "E_OPTION"]],
});

it("normalises each output's weights, or all together", () => {
  tidy(() => {
    for (const [disjointNeurons, want] of [
      [
        true,
        [
          [0.6, 0],
          [0.8, 1],
        ],
      ], // columns (3, 4) / 5 and (0, 12) / 12
      [
        false,
        [
          [3 / 13, 0],
          [4 / 13, 12 / 13],
        ],
      ], // ‖(3, 4, 12)‖ = 13
    ] as const) {
      using layer = new FrobeniusLinear(2, 2, { rng: createRng(1), disjointNeurons });
      layer.weight.assign(
        tensor([
          [3, 0],
          [4, 12],
        ]),
      );
      expect(layer.weight.value).toBeClose(want, 1e-6);
    }
  });
});

it("leaves a zero weight at zero", () => {
  using layer = new FrobeniusLinear(2, 1, { rng: createRng(1) });
  tidy(() => {
    layer.weight.assign(zeros([2, 1]));
    expect(layer.forward(tensor([[1, 2]]))).toBeClose([[0]]);
  });
});
