import { ArrayDataset } from "@surenet/data";
import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { readHoldout, splitData } from "./split-data.ts";

const data = new ArrayDataset({ inputs: Float32Array.of(0, 2, 4, 9), inputShape: [1], targets: new Int32Array(4), classes: 2 });

it("reads a share, or a number of last samples", () => {
  expect(readHoldout("0.25")).toBe(0.25);
  expect(readHoldout("last:20")).toEqual({ last: 20 });
  for (const text of ["0", "1", "last:", "last:-1", "a third"]) {
    expect(() => readHoldout(text)).toThrowSurenet("E_OPTION", /--holdout is not usable; expected a share such as 0.2, or last:<count>/);
  }
});

it("puts both parts in the units of the training part", () => {
  // 0, 2, 4: mean 2, deviation sqrt(8 / 3); the test sample 9 is (9 - 2) / sqrt(8 / 3) from it
  const { train, test, statistics } = splitData(data, { holdout: { last: 1 }, standardise: true, rng: createRng(0) });
  const deviation = Math.sqrt(8 / 3);
  expect(statistics?.mean).toBeClose([2]);
  expect(train.inputs).toBeClose([-2 / deviation, 0, 2 / deviation]);
  expect(test.inputs).toBeClose([7 / deviation]);
});

it("leaves the units alone unless asked", () => {
  const { test, statistics } = splitData(data, { holdout: { last: 1 }, standardise: false, rng: createRng(0) });
  expect([test.inputs, statistics]).toEqual([Float32Array.of(9), undefined]);
});
