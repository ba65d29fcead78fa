import type { JsonObject } from "@surenet/nn";
import { expect, it } from "vitest";
import { readModelMetadata } from "./model-metadata.ts";

const good: JsonObject = {
  data: "pets.csv",
  inputShape: [2],
  classes: 2,
  classNames: ["cat", "dog"],
  featureNames: ["weight", "height"],
  statistics: { mean: [1, 2], std: [1, 1] },
  epsilons: [0.1],
  training: { seed: 1 },
};

it("takes what the command line writes", () => {
  expect(readModelMetadata(good)).toEqual(good);
});

it.each<[string, JsonObject]>([
  ["data", { data: 3 }],
  ["inputShape", { inputShape: [2.5] }],
  ["classes", { classes: 1 }],
  ["classNames", { classNames: ["cat", 7] }],
  ["featureNames", { featureNames: ["weight"] }],
  ["statistics", { statistics: { mean: [1, 2], std: [1, 0] } }],
  ["epsilons", { epsilons: [-1] }],
  ["training", { training: null }],
])("names the field that is not usable: %s", (field, wrong) => {
  expect(() => readModelMetadata({ ...good, ...wrong })).toThrowSurenet("E_FILE", new RegExp(`metadata\\.${field} is not usable`));
});
