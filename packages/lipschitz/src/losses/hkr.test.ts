import { tensor } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { testLoss } from "@surenet/testing";
import { hkrLoss, HKRLoss } from "./hkr.ts";

testLoss({
  name: "hkrLoss",
  loss: (x, y) => hkrLoss(x, y, { alpha: 0.5, minMargin: 4 }),
  input: () => tensor([[1], [-1]]),
  target: () => tensor([[1], [0]]),
  value: -0.5, // each side short by 1 of the wanted 2: hinge 1; KR 1 - -1 = 2
  refuses: [
    ["an alpha above 1, which only the class reads as a ratio", () => hkrLoss(tensor([[1]]), tensor([[1]]), { alpha: 1.5 }), "E_OPTION"],
    ["no alpha", () => new HKRLoss({} as { alpha: number }), "E_OPTION"],
    ["alpha -1, a ratio without end", () => new HKRLoss({ alpha: -1 }), "E_OPTION"],
    ["a misspelt option", () => new HKRLoss({ alpha: 0.9, margin: 1 } as { alpha: number }), "E_OPTION"],
  ],
});

it("reads alpha outside [0, 1] as the ratio of hinge to KR", () => {
  expect(new HKRLoss({ alpha: 3 }).alpha).toBe(0.75);
  expect(new HKRLoss({ alpha: -0.5 }).alpha).toBe(-1);
});
