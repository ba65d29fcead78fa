import { expect, it } from "vitest";
import { readTargets, type TaskOptions } from "./targets.ts";

const read = (values: number[], options: TaskOptions = {}) => readTargets(values, { name: "y", place: (i) => `sample ${i}`, ...options });

it("takes integers for classes and reals for a regression", () => {
  expect(read([0, 2, 1])).toEqual({ targets: new Float32Array([0, 2, 1]), classes: 3 });
  expect(read([0.5, 2, 1])).toEqual({ targets: new Float32Array([0.5, 2, 1]) });
  expect(read([0, 2, 1], { task: "regression" })).toEqual({ targets: new Float32Array([0, 2, 1]) });
});

it("lets labels count from 1", () => {
  expect(read([1, 2, 3]).classes).toBe(4);
});

it("asks when one label out of many looks like a slip", () => {
  const many = Array.from({ length: 20 }, (_, i) => i % 2);
  expect(() => read([...many, 0.5])).toThrowSurenet(
    "E_FILE",
    /y, sample 20: nearly all targets are integers.*got 0.5.*task: "classification"/,
  );
  expect(() => read([...many, 7])).toThrowSurenet(
    "E_FILE",
    /sample 20: label 7 is out of range.*no sample has label 2.*classes: 8.*"regression"/,
  );
  expect(read([...many, 7], { classes: 8 }).classes).toBe(8);
  expect(read([...many, 0.5], { task: "regression" }).classes).toBeUndefined();
});

it("leaves what is out of range to the check of the dataset", () => {
  expect(read([0, -1]).classes).toBe(1);
  expect(read([0, NaN, 1], { task: "classification" }).classes).toBe(2);
});

it("refuses impossible options", () => {
  expect(() => read([0], { task: "cluster" as never })).toThrowSurenet("E_OPTION", /task/);
  expect(() => read([0], { classes: 0 })).toThrowSurenet("E_OPTION", /classes/);
  expect(() => read([0], { classes: 2, task: "regression" })).toThrowSurenet("E_OPTION", /nothing, in a regression/);
});
