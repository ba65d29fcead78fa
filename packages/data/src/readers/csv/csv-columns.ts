import { nearest } from "@surenet/tensor-backend";
import { unreadable } from "../unreadable.ts";
import { csvNumber, isMissing } from "./csv-number.ts";
import type { CsvRow } from "./csv-rows.ts";

export interface ColumnOptions {
  readonly name: string;
  readonly label: string | number | undefined;
  readonly header: boolean | "auto";
  /** How many features there are, when no label is wanted. */
  readonly onlyFeatures?: number | undefined;
}

/** What the first rows say about the columns. */
export interface Columns {
  readonly width: number;
  /** The label's column, if there is one. */
  readonly label: number | undefined;
  /** Columns without the label's. */
  readonly features: number;
  /** Trimmed; undefined when the first row is data. */
  readonly names: readonly string[] | undefined;
  /** How a person names a column: `column "width"`, or `column 3` counted from 0. */
  readonly place: (column: number) => string;
  /** The column of a feature. */
  readonly columnOf: (feature: number) => number;
}

/**
 * Reads the columns off the first two rows.
 *
 * With `header: "auto"` the first row is a header when a label is asked for by name, when no cell but the label's is a number, or when
 * its label is text and the next row's is a number. It is data when every cell but the label's is a number or missing. Anything between is refused.
 *
 * With `onlyFeatures` a table of exactly so many columns has no label; one more is the label's.
 *
 * @throws SurenetError `E_FILE` for one column only, a name that comes twice, a label that does not exist, a first row that may be either
 */
export function readColumns(first: CsvRow, second: CsvRow | undefined, { name, label, header, onlyFeatures }: ColumnOptions): Columns {
  const at = `line ${first.line}`;
  const width = first.cells.length;
  const names = first.cells.map((cell) => cell.trim());
  const index = width === onlyFeatures ? undefined : labelColumn(names, { name, at, label, header, onlyFeatures });
  const byName = index !== undefined && typeof label === "string";
  const named = header === "auto" ? byName || looksLikeHeader(first, second, { name, label: index }) : header;
  const columns = {
    width,
    label: index,
    features: index === undefined ? width : width - 1,
    columnOf: (feature: number) => (index === undefined || feature < index ? feature : feature + 1),
  };
  if (!named) return { ...columns, names: undefined, place: (column) => `column ${column}` };
  const twice = names.find((cell, column) => cell !== "" && names.indexOf(cell) !== column);
  if (twice !== undefined) throw unreadable(name, `two columns are named ${JSON.stringify(twice)}`, { at });
  return { ...columns, names, place: (column) => `column ${names[column] ? JSON.stringify(names[column]) : column}` };
}

/** The number of the label's column. */
function labelColumn(names: readonly string[], { name, at, label, header, onlyFeatures }: ColumnOptions & { readonly at: string }): number {
  const width = names.length;
  if (onlyFeatures !== undefined && width !== onlyFeatures + 1) {
    const expected = `${onlyFeatures} features, alone or with a label`;
    throw unreadable(name, "the table has the wrong number of columns", { at, expected, got: width });
  }
  if (width < 2) {
    const expected = "two columns or more, separated by comma, semicolon or tab";
    throw unreadable(name, "there is only one column", { at, expected, got: names[0], fix: "A feature and a label are needed." });
  }
  const byName = typeof label === "string";
  if (byName && header === false) {
    throw unreadable(name, `the label column ${JSON.stringify(label)} needs a header`, {
      at,
      fix: "Give its number, counted from 0, or header: true.",
    });
  }
  const index = byName ? names.indexOf(label) : (label ?? width - 1);
  if (byName && index < 0) throw noColumn(label, names, { name, at });
  if (!(Number.isInteger(index) && index >= 0 && index < width)) {
    throw unreadable(name, `there is no column ${index}`, { at, expected: `a label column from 0 to ${width - 1}` });
  }
  return index;
}

function looksLikeHeader(
  { cells, line }: CsvRow,
  second: CsvRow | undefined,
  { name, label }: { name: string; label: number | undefined },
): boolean {
  const features = cells.filter((_, column) => column !== label);
  const numbers = features.filter((cell) => !Number.isNaN(csvNumber(cell))).length;
  const missing = features.filter(isMissing).length;
  if (numbers === 0 && missing < features.length) return true;
  if (numbers + missing < features.length) {
    throw unreadable(name, "this row is neither a header nor data: some of its cells are numbers, some are text", {
      at: `line ${line}`,
      fix: "Correct it, or say header: true or false (--header true).",
    });
  }
  if (label === undefined) return false;
  return isText(cells[label] ?? "") && second !== undefined && !Number.isNaN(csvNumber(second.cells[label] ?? ""));
}

function isText(cell: string): boolean {
  return !isMissing(cell) && Number.isNaN(csvNumber(cell));
}

function noColumn(label: string, names: readonly string[], { name, at }: { name: string; at: string }): Error {
  const close = nearest(label, names);
  return unreadable(name, `there is no column ${JSON.stringify(label)}`, {
    at,
    expected: `one of ${names.slice(0, 12).join(", ")}${names.length > 12 ? `, .. (${names.length} columns)` : ""}`,
    ...(close === undefined ? {} : { fix: `Did you mean ${JSON.stringify(close)}?` }),
  });
}
