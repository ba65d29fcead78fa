import { checkOptions, invalidOption, malformedFile } from "@surenet/tensor-backend";
import { ArrayDataset } from "../../dataset/array-dataset.ts";
import { checkDataset } from "../../dataset/check-dataset.ts";
import { gunzipped } from "../compressed/gunzip.ts";
import { unreadable } from "../unreadable.ts";
import type { Missing } from "./csv-features.ts";
import { type LabelOptions, readLabels } from "./csv-labels.ts";
import { readTable } from "./csv-table.ts";

export interface CsvOptions extends LabelOptions {
  /** The label's column: its name, or its number from 0. The last one when omitted. */
  readonly label?: string | number | undefined;
  /** Whether the first row holds names; `"auto"` tells by its cells. */
  readonly header?: boolean | "auto" | undefined;
  /** One character; `"auto"` takes the comma, semicolon or tab that the first row holds most often. */
  readonly delimiter?: string | undefined;
  /** What to do about empty cells and `NA`, `n/a`, `nan`, `?`; the mean is that of the column in this file. */
  readonly missing?: Missing | undefined;
  /**
   * Reads so many features and no labels: a label column may be there, but is not looked at. Every target is then 0.
   * For data that come after the training.
   */
  readonly onlyFeatures?: number | undefined;
}

/** The names of {@link CsvOptions}. */
export const CSV_OPTIONS: readonly string[] = ["label", "header", "delimiter", "missing", "task", "classes", "classNames", "onlyFeatures"];

/**
 * A table of numbers with a label column: UTF-8, plain or gzip, quoted cells, any line ends, blank lines ignored.
 *
 * How a header is told is written at `readColumns`, how labels are read at `readLabels`.
 *
 * @param bytes the file, borrowed
 * @returns inputs `[rows, features]`, with `featureNames` when there is a header
 * @throws SurenetError `E_FILE` naming the line and column, `E_OPTION`
 * @example
 * readCsv(new TextEncoder().encode("width,height,kind\n1,2,cat\n3,4,dog"), { name: "pets.csv" })
 * // inputs [1, 2, 3, 4], targets [0, 1], classNames ["cat", "dog"], featureNames ["width", "height"]
 */
export function readCsv(bytes: Uint8Array, { name, ...options }: CsvOptions & { readonly name: string }): ArrayDataset {
  checkCsvOptions(options);
  const { label, header = "auto", delimiter = "auto", missing = "error", onlyFeatures, ...labelOptions } = options;
  const text = decoded(gunzipped(bytes, { name }), name);
  const { columns, inputs, labels, lines } = readTable(text, { name, label, header, delimiter, missing, onlyFeatures });
  const at = (row: number, column = columns.width - 1): string => `line ${lines[row]}, ${columns.place(column)}`;
  const meaning =
    onlyFeatures === undefined
      ? readLabels(labels, { name, place: (row) => at(row, columns.label), ...labelOptions })
      : { targets: new Float32Array(labels.length) };
  const featureNames = columns.names?.filter((_, column) => column !== columns.label);
  const data = { inputs, inputShape: [columns.features], featureNames, ...meaning };
  checkDataset(data, {
    where: (row, feature) => `cannot read ${name}, ${at(row, feature === undefined ? columns.label : columns.columnOf(feature))}`,
    error: malformedFile,
  });
  return new ArrayDataset(data);
}

function checkCsvOptions(options: CsvOptions): void {
  checkOptions("readCsv", options, CSV_OPTIONS);
  const { header = "auto", delimiter = "auto", missing = "error", onlyFeatures = 1 } = options;
  if (!(Number.isSafeInteger(onlyFeatures) && onlyFeatures > 0)) throw invalid("onlyFeatures", onlyFeatures, "a positive integer");
  if (![true, false, "auto"].includes(header)) throw invalid("header", header, 'true, false or "auto"');
  if (!["error", "mean"].includes(missing)) throw invalid("missing", missing, '"error" or "mean"');
  if (delimiter !== "auto" && (delimiter.length !== 1 || /["\r\n]/.test(delimiter))) {
    throw invalid("delimiter", delimiter, 'one character, or "auto"');
  }
}

function invalid(option: string, got: unknown, expected: string): Error {
  return invalidOption({ where: "readCsv", option, got, expected });
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes); // drops a byte order mark
  } catch (cause) {
    throw unreadable(name, "this is not UTF-8 text", { fix: "Save the table as UTF-8.", cause });
  }
}
