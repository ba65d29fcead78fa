import { scalar, tensor, tidy } from "@tensorflow/tfjs-core";
import { testLayer } from "@surenet/testing";
import { expect, it } from "vitest";
import { Flatten } from "./flatten.ts";

testLayer({
  name: "Flatten",
  make: () => new Flatten(),
  input: [2, 2, 3, 2],
  output: [2, 12],
  lipschitz: 1,
  refuses: [["a scalar", () => tidy(() => new Flatten().forward(scalar(1))), "E_SHAPE"]],
});

it("reads an image row by row, channels last", () => {
  tidy(() => void expect(new Flatten().forward(tensor([1, 2, 3, 4], [1, 1, 2, 2]))).toBeClose(tensor([[1, 2, 3, 4]])));
});
