const MISSING = new Set(["", "na", "n/a", "nan", "?"]);
const PREFIXES = "xXoObB"; // Number() would read 0x1f, 0o17 and 0b11

/** Whether a cell stands for a value that is not known: empty, `NA`, `n/a`, `nan` or `?`, in any case. */
export function isMissing(cell: string): boolean {
  return MISSING.has(cell.trim().toLowerCase());
}

/**
 * A decimal number, or NaN when the cell is none.
 *
 * @example csvNumber(" -1.5e3 ") // -1500
 * @example csvNumber("1,5")      // NaN
 */
export function csvNumber(cell: string): number {
  const value = Number(cell);
  if (value === 0 && cell.trim() === "") return NaN;
  return Number.isFinite(value) && !PREFIXES.includes(cell.trimStart()[1] ?? " ") ? value : NaN;
}
