import { checkOptions, malformedFile } from "@surenet/tensor-backend";
import { ArrayDataset } from "../../dataset/array-dataset.ts";
import { checkDataset } from "../../dataset/check-dataset.ts";
import { featurePlace } from "../../dataset/feature-place.ts";
import { readTargets, type TaskOptions } from "../targets.ts";
import { unreadable } from "../unreadable.ts";
import type { NumberArray } from "./number-array.ts";

const LARGEST_BYTE = 255; // a pixel of this value is full ink: 1

/**
 * A dataset of two arrays with the samples along their first axis, as IDX, npy and npz files hold them.
 *
 * Bytes (`uint8`) of rank 3 or more are pixels: they are divided by 255 and images `[n, h, w]` get a channel axis, `inputShape [h, w, 1]`.
 * All other inputs stay as they are. Targets `[n]` or `[n, 1]` follow `task`; `[n, ..]` are a regression.
 *
 * @throws SurenetError `E_FILE` when the arrays differ in their number of samples, a number is not finite, or a label is out of range
 * @example datasetFromArrays(readIdx(images, { name: "t10k-images" }), readIdx(labels, { name: "t10k-labels" })).inputShape // [28, 28, 1]
 */
export function datasetFromArrays(inputs: NumberArray, targets: NumberArray, options: TaskOptions = {}): ArrayDataset {
  checkOptions("datasetFromArrays", options, ["task", "classes"]);
  checkSamples(inputs, targets);
  const inputShape = shapeOfSample(inputs);
  const meaning = readTargetArray(targets, options);
  const data = { inputs: asFloats(inputs), inputShape, ...meaning };
  checkDataset(data, {
    where: (i, f) => (f === undefined ? sampleOf(targets, i) : `${sampleOf(inputs, i)}, ${featurePlace(f, { inputShape })}`),
    error: malformedFile,
  });
  return new ArrayDataset(data);
}

function sampleOf({ name }: NumberArray, sample: number): string {
  return `cannot read ${name}, sample ${sample}`;
}

function checkSamples(inputs: NumberArray, targets: NumberArray): void {
  for (const { name, shape } of [inputs, targets]) {
    if (shape.length === 0) throw unreadable(name, "the array has no axis of samples", { expected: "rank 1 or more", got: shape });
    if (shape.includes(0)) throw unreadable(name, "the array is empty", { got: shape });
  }
  const [size = 0, labels = 0] = [inputs.shape[0], targets.shape[0]];
  if (size !== labels) {
    throw unreadable(targets.name, `the targets do not belong to ${inputs.name}`, { expected: `${size} samples`, got: labels });
  }
}

function isPixels({ type, shape }: NumberArray): boolean {
  return type === "uint8" && shape.length >= 3;
}

function shapeOfSample(inputs: NumberArray): number[] {
  const shape = inputs.shape.length === 1 ? [1] : inputs.shape.slice(1);
  return isPixels(inputs) && shape.length === 2 ? [...shape, 1] : shape;
}

function asFloats(inputs: NumberArray): Float32Array {
  const scale = isPixels(inputs) ? LARGEST_BYTE : 1;
  const { data } = inputs;
  const out = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = (data[i] ?? 0) / scale;
  return out;
}

function readTargetArray(
  { name, shape, data }: NumberArray,
  options: TaskOptions,
): { targets: Float32Array; targetShape?: number[]; classes?: number } {
  const targetShape = shape.slice(1);
  if (targetShape.every((side) => side === 1)) return readTargets(data, { name, place: (i) => `sample ${i}`, ...options });
  if (options.task === "classification" || options.classes !== undefined) {
    throw unreadable(name, "class labels are one integer a sample", { expected: `shape [${shape[0]}]`, got: shape });
  }
  return { targets: Float32Array.from(data), targetShape };
}
