import { CertifiedCrossEntropyLoss, HKRMulticlassLoss, TauCrossEntropyLoss } from "@surenet/lipschitz";
import { expect, it } from "vitest";
import { buildLoss, lossPlan } from "./build-loss.ts";

it("fills in the numbers of each loss", () => {
  expect(lossPlan({ loss: "certified-ce" })).toEqual({ loss: "certified-ce", tau: 4, offset: 1 });
  expect(lossPlan({ loss: "tau-ce", tau: 8 })).toEqual({ loss: "tau-ce", tau: 8 });
  expect(lossPlan({ loss: "hkr", alpha: 0.5 }, { margin: 0.29 })).toEqual({ loss: "hkr", alpha: 0.5, margin: 0.29 });
});

it("refuses a number that the loss does not read", () => {
  expect(() => lossPlan({ loss: "hkr", tau: 3 })).toThrowSurenet("E_UNSUPPORTED", /--tau means nothing with --loss hkr/);
  expect(() => lossPlan({ loss: "tau-ce", offset: 3 })).toThrowSurenet("E_UNSUPPORTED", /--offset means nothing/);
});

it("builds the loss that was named", () => {
  expect(buildLoss(lossPlan({ loss: "certified-ce" }))).toBeInstanceOf(CertifiedCrossEntropyLoss);
  expect(buildLoss(lossPlan({ loss: "tau-ce" }))).toBeInstanceOf(TauCrossEntropyLoss);
  expect(buildLoss(lossPlan({ loss: "hkr", margin: 2 }))).toBeInstanceOf(HKRMulticlassLoss);
  expect(buildLoss(lossPlan({ loss: "hkr", margin: 2 }))).toMatchObject({ alpha: 0.98, minMargin: 2 });
});
