import Papa from "papaparse";
import { unreadable } from "../unreadable.ts";

export interface CsvRow {
  readonly cells: readonly string[];
  /** The line on which the row begins, counted from 1. */
  readonly line: number;
}

export interface CsvRowsOptions {
  readonly name: string;
  /** `"auto"`, or one character. */
  readonly delimiter: string;
}

/**
 * Every row that is not blank, in order; cells are unquoted but not trimmed, and any line end in them is `\n`.
 *
 * @throws SurenetError `E_FILE` for a quote that is not closed or stands inside a cell, naming the line
 */
export function forEachRow(text: string, { name, delimiter }: CsvRowsOptions, visit: (row: CsvRow) => void): void {
  const quotes = text.includes('"'); // only a quoted cell can hold a line break
  let line = 1;
  Papa.parse<string[]>(text.replace(/\r\n?/g, "\n"), {
    newline: "\n",
    delimiter: delimiter === "auto" ? likelyDelimiter(text) : delimiter,
    step({ data: cells, errors: [error] }) {
      if (error !== undefined) {
        throw unreadable(name, "a quoted cell is damaged", {
          at: `line ${line}`,
          expected: 'quotes around the whole cell, and "" for a quote in it',
        });
      }
      if (cells.length > 1 || (cells[0] ?? "").trim() !== "") visit({ cells, line });
      line += 1 + (quotes ? cells.reduce((breaks, cell) => breaks + (cell.split("\n").length - 1), 0) : 0);
    },
  });
}

const HEAD = 2 ** 20; // characters that surely hold the first line

/**
 * The comma, semicolon or tab that the first line that is not blank holds most often outside quotes; of equals the tab, then the semicolon.
 *
 * @example likelyDelimiter('"a,b";c\n1,5;2') // ";"
 */
export function likelyDelimiter(text: string): string {
  const bare = text.slice(0, HEAD).replace(/"[^"]*"/g, "");
  const first = bare.split(/[\r\n]/).find((line) => line.trim() !== "") ?? "";
  const count = (delimiter: string): number => first.split(delimiter).length - 1;
  return [";", "\t"].reduce((best, delimiter) => (count(delimiter) > 0 && count(delimiter) >= count(best) ? delimiter : best), ",");
}
