import { unreadable } from "../unreadable.ts";
import { type ColumnOptions, type Columns, readColumns } from "./csv-columns.ts";
import { CsvFeatures, type Missing } from "./csv-features.ts";
import { type CsvRow, type CsvRowsOptions, forEachRow } from "./csv-rows.ts";

export interface TableOptions extends ColumnOptions, CsvRowsOptions {
  readonly missing: Missing;
}

/** A table read to its end: numbers for the features, text for the labels. */
export interface CsvTable {
  readonly columns: Columns;
  /** `rows × features`. */
  readonly inputs: Float32Array;
  /** Trimmed; empty where there is no label column. */
  readonly labels: readonly string[];
  /** The line of every row. */
  readonly lines: readonly number[];
}

/**
 * Reads a table row by row, so that only its numbers are kept.
 *
 * @throws SurenetError `E_FILE` when it is empty, has a header only, or a row has more or fewer cells than the first
 */
export function readTable(text: string, options: TableOptions): CsvTable {
  const { name } = options;
  let pending: CsvRow | undefined; // the first row, until the second has helped to tell what it is
  let body: TableBody | undefined;
  const start = (first: CsvRow, second?: CsvRow): TableBody => {
    const columns = readColumns(first, second, options);
    const started = new TableBody(columns, first.line, options);
    if (columns.names === undefined) started.add(first);
    return started;
  };
  forEachRow(text, options, (row) => {
    if (body === undefined && pending === undefined) pending = row;
    else (body ??= start(pending ?? row, row)).add(row);
  });
  body ??= pending && start(pending);
  if (body === undefined) throw unreadable(name, "the file is empty");
  return body.take();
}

class TableBody {
  readonly #columns: Columns;
  readonly #firstLine: number;
  readonly #name: string;
  readonly #features: CsvFeatures;
  readonly #labels: string[] = [];
  readonly #lines: number[] = [];

  constructor(columns: Columns, firstLine: number, { name, missing }: TableOptions) {
    this.#columns = columns;
    this.#firstLine = firstLine;
    this.#name = name;
    this.#features = new CsvFeatures({ name, columns, missing });
  }

  add(row: CsvRow): void {
    const { width, label } = this.#columns;
    if (row.cells.length !== width) {
      const expected = `${width} cells, as in line ${this.#firstLine}`;
      throw unreadable(this.#name, "the row is not as long as the first", { at: `line ${row.line}`, expected, got: row.cells.length });
    }
    this.#features.add(row);
    this.#labels.push(label === undefined ? "" : (row.cells[label] ?? "").trim());
    this.#lines.push(row.line);
  }

  take(): CsvTable {
    if (this.#lines.length === 0) throw unreadable(this.#name, "there is a header, but no row of data", { at: `line ${this.#firstLine}` });
    return { columns: this.#columns, inputs: this.#features.take(), labels: this.#labels, lines: this.#lines };
  }
}
