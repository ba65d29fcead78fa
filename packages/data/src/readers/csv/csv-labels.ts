import { nearest } from "@surenet/tensor-backend";
import { readTargets, type TaskOptions } from "../targets.ts";
import { unreadable } from "../unreadable.ts";
import { csvNumber, isMissing } from "./csv-number.ts";

export interface LabelOptions extends TaskOptions {
  /** The classes in the order of their numbers, to read labels as text: those of the training data, for data that comes later. */
  readonly classNames?: readonly string[] | undefined;
}

export interface CsvLabels {
  readonly targets: Float32Array;
  readonly classes?: number;
  readonly classNames?: readonly string[];
}

/**
 * The label column: numbers as {@link readTargets} takes them, or text, whose distinct values in alphabetical order are the classes.
 *
 * @param cells trimmed
 * @param place names the line and column of a row
 * @throws SurenetError `E_FILE` for a missing label, text among numbers, a name that is no class
 * @example readLabels(["cat", "dog", "cat"], { name: "pets.csv", place }) // targets [0, 1, 0], classNames ["cat", "dog"]
 */
export function readLabels(cells: readonly string[], options: LabelOptions & { name: string; place: (row: number) => string }): CsvLabels {
  const { name, place, task = "auto", classes, classNames } = options;
  const empty = cells.findIndex(isMissing);
  if (empty >= 0) throw unreadable(name, "the label is missing", { at: place(empty), fix: "Drop the row." });
  if (classNames !== undefined) return byName(cells, classNames, { name, place });
  const values = cells.map(csvNumber);
  const text = values.findIndex(Number.isNaN);
  if (text < 0) return readTargets(values, { name, place, task, classes });
  if (task === "regression") throw notANumber(text, "Every label of a regression must be numeric.");
  if (values.some((value) => !Number.isNaN(value)))
    throw notANumber(text, "Other labels are: correct it, or list all labels in classNames.");
  const found = [...new Set(cells)].toSorted();
  if (classes !== undefined && found.length !== classes) {
    throw unreadable(name, "the labels are not as many as the classes", { expected: `${classes} different labels`, got: found });
  }
  return byName(cells, found, { name, place });

  function notANumber(row: number, fix: string): Error {
    return unreadable(name, `the label ${JSON.stringify(cells[row])} is not a number`, { at: place(row), fix });
  }
}

function byName(
  cells: readonly string[],
  classNames: readonly string[],
  { name, place }: { name: string; place: (row: number) => string },
): CsvLabels {
  const numbers = new Map(classNames.map((className, label) => [className, label]));
  const targets = Float32Array.from(cells, (cell, row) => {
    const label = numbers.get(cell);
    if (label !== undefined) return label;
    const close = nearest(cell, classNames);
    throw unreadable(name, `the label ${JSON.stringify(cell)} is no class`, {
      at: place(row),
      expected: `one of ${classNames.join(", ")}`,
      ...(close === undefined ? {} : { fix: `Did you mean ${JSON.stringify(close)}?` }),
    });
  });
  return { targets, classes: classNames.length, classNames };
}
