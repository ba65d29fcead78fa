import { ArrayDataset } from "@surenet/data";
import { expect, it } from "vitest";
import { readArguments } from "../arguments/read-arguments.ts";
import { trainOptions } from "./train-options.ts";
import { trainPlan } from "./train-plan.ts";

function samples(size: number, { features = 2, classes = 2 } = {}): ArrayDataset {
  return new ArrayDataset({
    inputs: new Float32Array(size * features),
    inputShape: [features],
    targets: new Int32Array(size),
    classes,
  });
}
const plan = (line: string, data = samples(10)) => {
  const { arch, ...values } = readArguments(line.split(" ").filter(Boolean), { command: "train", options: trainOptions });
  return trainPlan({ ...values, arch: arch === "patch" ? arch : "mlp" }, data);
};

it("knows what suits two moons", () => {
  expect(plan("")).toMatchObject({
    data: "twoMoons",
    hidden: [64, 64],
    loss: { loss: "hkr", alpha: 0.98, margin: 0.29 },
    batch: 32,
    epochs: 20,
    learningRate: 0.1,
    epsilons: [0.05, 0.1, 0.15],
    seed: 0,
    out: "run/twoMoons-0",
  });
  expect(plan("--loss tau-ce").loss).toEqual({ loss: "tau-ce", tau: 4 });
});

it("takes larger steps and layers for larger data", () => {
  expect(plan("--data a.csv", samples(5000, { features: 17 }))).toMatchObject({
    hidden: [256, 256],
    loss: { loss: "certified-ce", tau: 4, offset: 1 },
    batch: 256,
    epsilons: [0.1, 0.25, 0.5, 1],
  });
});

it.each([
  ["--data iris.csv --seed 7", "run/iris-7"],
  ["--data some/where/iris.csv.gz", "run/iris-0"],
  ["--data data/mnist/", "run/mnist-0"],
  ["--data x.npz --out here", "here"],
])("names the run of %s", (line, out) => {
  expect(plan(line).out).toBe(out);
});

it("orders the radii and drops what comes twice", () => {
  expect(plan("--eps 1,0.5,1").epsilons).toEqual([0.5, 1]);
});

it("refuses odd layers and a single class", () => {
  expect(() => plan("--hidden 64,63")).toThrowSurenet("E_OPTION", /--hidden is not usable; expected even sizes.*got 63/);
  expect(() => plan("--data a.csv", samples(5, { classes: 1 }))).toThrowSurenet("E_VALUE", /a\.csv: a classifier needs two classes/);
});
