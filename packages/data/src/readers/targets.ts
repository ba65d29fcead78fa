import { invalidOption } from "@surenet/tensor-backend";
import { unreadable } from "./unreadable.ts";

export interface TaskOptions {
  /** What the targets mean; `"auto"` takes integers for class numbers and anything else for a regression. */
  readonly task?: "auto" | "classification" | "regression" | undefined;
  /** The number of classes; one more than the largest label when omitted. */
  readonly classes?: number | undefined;
}

export interface Targets {
  readonly targets: Float32Array;
  readonly classes?: number;
}

const ALMOST_ALL = 0.9; // this part of integers with other numbers between them is more likely a slip than a regression: ask

/**
 * What the numbers of a target column mean.
 *
 * Without `classes` the labels must leave no class between 1 and the largest without a sample: one wrong label would otherwise add classes
 * unnoticed. Class 0 may be empty, since some files count from 1. Whether labels are in range is left to `checkDataset`.
 *
 * @param values one number a sample
 * @param place names the place of a sample for messages
 * @throws SurenetError `E_FILE` when it cannot be told, `E_OPTION` for an unknown task or class count
 * @example readTargets([0, 1, 1], { name: "y.npy", place: String }).classes // 2
 */
export function readTargets(
  values: ArrayLike<number>,
  { name, place, task = "auto", classes }: TaskOptions & { readonly name: string; readonly place: (sample: number) => string },
): Targets {
  checkTask(name, { task, classes });
  const targets = Float32Array.from(values);
  if (task === "regression") return { targets };
  const integers = targets.filter((value) => Number.isInteger(value)).length;
  if (task === "auto" && classes === undefined && integers < targets.length) {
    const odd = targets.findIndex((value) => !Number.isInteger(value));
    if (integers < ALMOST_ALL * targets.length) return { targets };
    throw unreadable(name, "nearly all targets are integers, but not this one", {
      at: place(odd),
      got: values[odd],
      fix: 'Correct it, or say task: "classification" or "regression".',
    });
  }
  return { targets, classes: classes ?? countClasses(targets, { name, place }) };
}

/** One more than the largest label, when every class from 1 on has a sample. */
function countClasses(labels: Float32Array, { name, place }: { name: string; place: (sample: number) => string }): number {
  const present = new Set(labels);
  const largest = labels.filter(Number.isInteger).reduce((max, label) => Math.max(max, label), 0);
  for (let label = 1; label < largest; label++) {
    if (present.has(label)) continue;
    throw unreadable(name, `label ${largest} is out of range, since no sample has label ${label}`, {
      at: place(labels.indexOf(largest)),
      fix: `Correct it, or say classes: ${largest + 1} if there are that many, or task: "regression".`,
    });
  }
  return largest + 1;
}

function checkTask(where: string, { task, classes }: { task: string; classes: number | undefined }): void {
  if (!["auto", "classification", "regression"].includes(task)) {
    throw invalidOption({ where: `reading ${where}`, option: "task", got: task, expected: '"auto", "classification" or "regression"' });
  }
  if (classes !== undefined && !(Number.isSafeInteger(classes) && classes > 0)) {
    throw invalidOption({ where: `reading ${where}`, option: "classes", got: classes, expected: "a positive integer" });
  }
  if (classes !== undefined && task === "regression") {
    throw invalidOption({ where: `reading ${where}`, option: "classes", got: classes, expected: "nothing, in a regression" });
  }
}
