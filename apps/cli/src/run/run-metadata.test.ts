import { expect, it } from "vitest";
import { readMetadata, toJson, unitsOf } from "./run-metadata.ts";

const whole = {
  data: "iris.csv",
  label: "species",
  inputShape: [2],
  classes: 2,
  classNames: ["a", "b"],
  featureNames: ["x", "y"],
  statistics: { mean: [0, 1], std: [1, 2] },
  epsilons: [0.1],
  training: { epochs: 3 },
};

it("reads what it has written, whether all of it is there or the least", () => {
  const { label: _, classNames: __, featureNames: ___, statistics: ____, ...least } = whole;
  for (const metadata of [whole, least]) expect(readMetadata(toJson(metadata), "model.json")).toEqual(metadata);
  expect(toJson({ ...least, label: undefined })).toEqual(least);
  expect([unitsOf(whole), unitsOf({})]).toEqual(["standardised", "input"]);
});

it.each([
  ["data", 3],
  ["label", 0],
  ["inputShape", []],
  ["inputShape", [2.5]],
  ["classes", 1],
  ["classNames", ["a"]],
  ["featureNames", ["x", 1]],
  ["statistics", { mean: [0, 1], std: [1, 0] }],
  ["statistics", { mean: [0], std: [1] }],
  ["epsilons", [-1]],
  ["training", undefined],
] as const)("refuses metadata whose %s is %o", (field, value) => {
  const { [field]: _, ...rest } = whole;
  const json = JSON.parse(JSON.stringify({ ...rest, [field]: value })) as ReturnType<typeof toJson>;
  expect(() => readMetadata(json, "run: model.json")).toThrowSurenet("E_FILE", new RegExp(`run: model.json: metadata.${field} is not usable`));
});
