/** A bound in text, never below the number. @example roundUp(1.00000001, 7) // "1.0000001" */
export function roundUp(value: number, digits: number): string {
  return (Math.ceil(value * 10 ** digits) / 10 ** digits).toFixed(digits);
}

/** A radius in text, never above the number: what is printed is proved too. @example roundDown(0.19, 1) // "0.1" */
export function roundDown(value: number, digits: number): string {
  return (Math.floor(value * 10 ** digits) / 10 ** digits).toFixed(digits);
}

/** A row of comma-separated values, quoted where a cell needs it. */
export function csvRow(cells: readonly (string | number)[]): string {
  return cells.map((cell) => (/[",\r\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell))).join(",");
}
