import { unreadable } from "../unreadable.ts";
import type { Columns } from "./csv-columns.ts";
import { csvNumber, isMissing } from "./csv-number.ts";
import type { CsvRow } from "./csv-rows.ts";

/** What to do about a cell whose value is not known: refuse it, or put the mean of its column there. */
export type Missing = "error" | "mean";

/** The features of a table while it is read: rows are added, then filled in and taken out at once. */
export class CsvFeatures {
  readonly #name: string;
  readonly #columns: Columns;
  readonly #missing: Missing;
  #values: Float32Array<ArrayBuffer> = new Float32Array(1024);
  #length = 0;
  #gaps = false;

  constructor({ name, columns, missing }: { name: string; columns: Columns; missing: Missing }) {
    this.#name = name;
    this.#columns = columns;
    this.#missing = missing;
  }

  /** @throws SurenetError `E_FILE` naming line and column of a cell that is no number */
  add({ cells, line }: CsvRow): void {
    if (this.#length + cells.length > this.#values.length) {
      const grown = new Float32Array(2 * this.#values.length + cells.length);
      grown.set(this.#values);
      this.#values = grown;
    }
    for (let column = 0; column < cells.length; column++) {
      if (column === this.#columns.label) continue;
      const cell = cells[column] ?? "";
      const value = Math.fround(csvNumber(cell));
      if (!Number.isFinite(value)) this.#checkGap(cell, { line, column });
      this.#values[this.#length++] = value;
    }
  }

  /** All features, row after row. @throws SurenetError `E_FILE` for a column without a single number */
  take(): Float32Array {
    const values = this.#values.slice(0, this.#length);
    const { features: width, columnOf, place } = this.#columns;
    for (let feature = 0; this.#gaps && feature < width; feature++) {
      let [sum, count] = [0, 0];
      for (let i = feature; i < values.length; i += width) {
        const value = values[i] ?? NaN;
        if (!Number.isNaN(value)) [sum, count] = [sum + value, count + 1];
      }
      if (count === 0) {
        const at = place(columnOf(feature));
        throw unreadable(this.#name, "no cell of this column holds a number, so it has no mean", { at, fix: "Drop the column." });
      }
      for (let i = feature; i < values.length; i += width) if (Number.isNaN(values[i])) values[i] = sum / count;
    }
    return values;
  }

  #checkGap(cell: string, { line, column }: { line: number; column: number }): void {
    const gap = isMissing(cell);
    if (gap && this.#missing === "mean") {
      this.#gaps = true;
      return;
    }
    const text = cell.trim();
    const problem = text === "" ? "the cell is empty" : `${JSON.stringify(text)} is not a number`;
    throw unreadable(this.#name, Number.isNaN(csvNumber(cell)) ? problem : `${text} is too large for a 32-bit number`, {
      at: `line ${line}, ${this.#columns.place(column)}`,
      fix: `Every column but the label must be numeric. ${gap ? 'Drop the row, or use missing: "mean" (--missing mean).' : "Correct the cell, or drop its column."}`,
    });
  }
}
