import { expect, it } from "vitest";
import { datasetFromArrays } from "./dataset-from-arrays.ts";
import type { NumberArray } from "./number-array.ts";

const array = (name: string, type: NumberArray["type"], shape: number[], data: NumberArray["data"]): NumberArray => ({
  name,
  type,
  shape,
  data,
});
const labels = (...values: number[]): NumberArray => array("labels", "uint8", [values.length], Uint8Array.from(values));
const table = array("x.npy", "float64", [2, 2], new Float64Array([1, 2, 3, 4]));

it("scales the bytes of images to [0, 1] and gives them a channel", () => {
  const images = array("images", "uint8", [2, 1, 2], new Uint8Array([0, 51, 102, 255])); // 51 / 255 = 0.2
  const data = datasetFromArrays(images, labels(0, 1));
  expect(data).toMatchObject({ inputShape: [1, 2, 1], classes: 2, targets: new Int32Array([0, 1]) });
  expect(data.inputs).toBeClose([0, 0.2, 0.4, 1]);
  const colour = array("images", "uint8", [1, 1, 1, 3], new Uint8Array([0, 51, 102]));
  expect(datasetFromArrays(colour, labels(0)).inputShape).toEqual([1, 1, 3]);
});

it("leaves tables as they are", () => {
  expect(datasetFromArrays(table, labels(0, 1))).toMatchObject({ inputShape: [2], inputs: new Float32Array([1, 2, 3, 4]) });
  expect(datasetFromArrays(array("x", "uint8", [2], new Uint8Array([7, 9])), labels(0, 1))).toMatchObject({
    inputShape: [1],
    inputs: new Float32Array([7, 9]),
  });
});

it("takes reals and vectors for regression targets", () => {
  const reals = array("y", "float32", [2, 1], new Float32Array([0.5, 1]));
  expect(datasetFromArrays(table, reals)).toMatchObject({ targets: new Float32Array([0.5, 1]), targetShape: [] });
  expect(datasetFromArrays(table, reals).classes).toBeUndefined();
  const vectors = array("y", "uint8", [2, 2], new Uint8Array([1, 0, 0, 1]));
  expect(datasetFromArrays(table, vectors)).toMatchObject({ targetShape: [2], targets: new Float32Array([1, 0, 0, 1]) });
  expect(() => datasetFromArrays(table, vectors, { task: "classification" })).toThrowSurenet(
    "E_FILE",
    /cannot read y:.*expected shape \[2\], got \[2, 2\]/,
  );
});

it.each([
  ["too few labels", table, labels(0), /cannot read labels: the targets do not belong to x.npy; expected 2 samples, got 1/],
  [
    "NaN",
    array("x.npy", "float32", [2, 1], new Float32Array([0, NaN])),
    labels(0, 1),
    /cannot read x.npy, sample 1, feature 0: not a finite/,
  ],
  ["too large numbers", array("x.npy", "float64", [1, 1], new Float64Array([1e300])), labels(0), /sample 0, feature 0.*got Infinity/],
  ["a negative label", table, array("labels", "int8", [2], new Int8Array([0, -1])), /cannot read labels, sample 1: the label.*got -1/],
  ["a label far off", table, labels(0, 200), /cannot read labels, sample 1: label 200 is out of range, since no sample has label 1/],
  ["an empty array", array("x.npy", "uint8", [0, 2], new Uint8Array()), labels(0), /cannot read x.npy: the array is empty/],
  ["a scalar", array("x.npy", "uint8", [], new Uint8Array(1)), labels(0), /no axis of samples/],
])("refuses %s", (_, inputs, targets, message) => {
  expect(() => datasetFromArrays(inputs, targets)).toThrowSurenet("E_FILE", message);
});

it("names the pixel that is not finite", () => {
  const images = array("images", "float32", [1, 2, 2, 1], new Float32Array([0, 0, 0, NaN]));
  expect(() => datasetFromArrays(images, labels(0))).toThrowSurenet("E_FILE", /cannot read images, sample 0, pixel \[1, 1, 0\]/);
});

it("checks labels against a class count, which may leave classes empty", () => {
  expect(datasetFromArrays(table, labels(0, 5), { classes: 10 }).classes).toBe(10);
  expect(() => datasetFromArrays(table, labels(0, 10), { classes: 10 })).toThrowSurenet(
    "E_FILE",
    /sample 1: the label is out of range; expected an integer from 0 to 9, got 10/,
  );
});
