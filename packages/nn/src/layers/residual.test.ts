import { tensor, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { testLayer } from "@surenet/testing";
import { expect, it } from "vitest";
import { buildModule } from "../module/build-module.ts";
import { ReLU } from "./activations/relu.ts";
import { Linear } from "./linear.ts";
import { nnModules } from "./nn-modules.ts";
import { Residual } from "./residual.ts";

testLayer({
  name: "Residual",
  make: (seed) => new Residual(new Linear(3, 3, { rng: createRng(seed) })),
  input: [2, 3],
  refuses: [
    [
      "a body that changes the shape",
      () => tidy(() => new Residual(new Linear(2, 1, { rng: createRng(0) })).forward(tensor([[1, 2]]))),
      "E_SHAPE",
    ],
    ["something that is no module", () => new Residual({} as Linear), "E_OPTION"],
    ["a file with two bodies", () => buildModule({ type: "nn.Residual", config: {}, children: [relu(), relu()] }, nnModules), "E_FILE"],
  ],
});

function relu(): { type: string; config: Record<string, never> } {
  return { type: "nn.ReLU", config: {} };
}

it("computes x + f(x): (−1, 2) + (0, 2)", () => {
  tidy(() => void expect(new Residual(new ReLU()).forward(tensor([-1, 2]))).toBeClose([-1, 4]));
});
