import { type ErrorDetails, invalidValue, shapeMismatch, type SurenetError } from "@surenet/tensor-backend";

/** A dataset as flat arrays, sample after sample. */
export interface DatasetArrays {
  /** `size × product(inputShape)` numbers. */
  readonly inputs: Float32Array;
  readonly inputShape: readonly number[];
  /** `size × product(targetShape)` numbers; `Int32Array` for class numbers. */
  readonly targets: Int32Array | Float32Array;
  /** `[]`, one number a sample, when omitted. */
  readonly targetShape?: readonly number[] | undefined;
  /** The number of classes; makes it a classification. */
  readonly classes?: number | undefined;
  /** One name for every entry of the last axis of `inputShape`. */
  readonly featureNames?: readonly string[] | undefined;
  readonly classNames?: readonly string[] | undefined;
}

export interface CheckOptions {
  /** Names the place of a sample's bad feature (or of its target when `feature` is undefined). */
  readonly where: (sample: number, feature?: number) => string;
  /** Makes the error; readers give `malformedFile`. */
  readonly error?: (details: ErrorDetails) => SurenetError;
}

/**
 * Refuses arrays that no training should see: sizes that do not fit, features or targets that are not finite, class numbers out of range.
 *
 * @throws SurenetError `E_SHAPE` when sizes do not fit; `E_VALUE` (or what `error` makes) for the first bad number, naming its sample and feature
 * @example
 * checkDataset({ inputs: new Float32Array([0, NaN]), inputShape: [2], targets: new Int32Array([0]), classes: 2 }, { where: (i, f) => `sample ${i}, feature ${f}` })
 * // E_VALUE  sample 0, feature 1: not a finite number; got NaN
 */
export function checkDataset(data: DatasetArrays, { where, error = invalidValue }: CheckOptions): void {
  const { inputs, targets, targetShape = [], classes } = data;
  const { width, targetWidth } = checkSizes(data);
  for (let i = 0; i < inputs.length; i++) {
    const value = inputs[i] ?? NaN;
    if (!Number.isFinite(value)) {
      throw error({
        where: where(Math.floor(i / width), i % width),
        problem: "not a finite number",
        got: value,
        fix: "Correct the sample, or leave it out.",
      });
    }
  }
  for (let i = 0; i < targets.length; i++) {
    const value = targets[i] ?? NaN;
    const sample = Math.floor(i / targetWidth);
    if (!Number.isFinite(value)) throw error({ where: where(sample), problem: "the target is not a finite number", got: value });
    if (classes === undefined || (Number.isInteger(value) && value >= 0 && value < classes)) continue;
    throw error({
      where: where(sample),
      problem: "the label is out of range",
      expected: `an integer from 0 to ${classes - 1}`,
      got: value,
    });
  }
  if (classes !== undefined && targetShape.length > 0) {
    throw shapeMismatch({
      where: where(0),
      problem: "class numbers are one integer a sample",
      expected: "targetShape []",
      got: targetShape,
    });
  }
}

/** Sizes before values, so that every index means something. */
function checkSizes(data: DatasetArrays): { width: number; targetWidth: number } {
  const { inputs, inputShape, targets, targetShape = [], classes, featureNames, classNames } = data;
  const where = "ArrayDataset";
  for (const [name, shape] of Object.entries({ inputShape, targetShape })) {
    if (shape.every((side) => Number.isSafeInteger(side) && side > 0)) continue;
    throw shapeMismatch({ where, problem: `${name} is not a shape`, expected: "positive integers", got: shape });
  }
  const [width, targetWidth] = [product(inputShape), product(targetShape)];
  const size = targets.length / targetWidth;
  if (inputs.length !== size * width) {
    const expected = `${size} targets × ${width} = ${size * width} numbers for inputShape [${inputShape.join(", ")}]`;
    throw shapeMismatch({ where, problem: "inputs and targets differ in their number of samples", expected, got: inputs.length });
  }
  if (size === 0) throw invalidValue({ where, problem: "there is no sample", expected: "at least one" });
  if (!Number.isInteger(size))
    throw shapeMismatch({ where, problem: "the targets end in mid-sample", expected: `a multiple of ${targetWidth}`, got: targets.length });
  if (classes !== undefined && !(Number.isSafeInteger(classes) && classes > 0)) {
    throw invalidValue({ where, problem: "the class count is not usable", expected: "a positive integer", got: classes });
  }
  const channels = inputShape.at(-1) ?? 1;
  if (featureNames !== undefined && featureNames.length !== channels) {
    throw shapeMismatch({
      where,
      problem: "featureNames do not fit the last axis of inputShape",
      expected: `${channels} names`,
      got: featureNames.length,
    });
  }
  if (classNames !== undefined && classNames.length !== classes) {
    throw shapeMismatch({ where, problem: "classNames do not fit classes", expected: `${classes} names`, got: classNames.length });
  }
  return { width, targetWidth };
}

/** The number of entries of a shape; 1 for `[]`. */
export function product(shape: readonly number[]): number {
  return shape.reduce((total, side) => total * side, 1);
}
