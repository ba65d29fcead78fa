import { type Terminal, styled } from "../terminal.ts";
import type { Regions } from "./regions.ts";

const STYLES = ["bgBlue", "bgYellow", "bgGreen", "bgMagenta", "bgCyan", "bgRed"] as const;
const SHADES = ["░", "█", "▒", "▓", "╱", "·"];

/** The regions as text: coloured cells, or shades where there is no colour. */
export function regionsText(terminal: Terminal, { columns, rows, classes }: Regions): string {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(classes.subarray(row * columns, (row + 1) * columns), (label) =>
      terminal.colour ? styled(terminal, STYLES[label % STYLES.length] ?? "bgBlue", " ") : (SHADES[label % SHADES.length] ?? "?"),
    ).join(""),
  ).join("\n");
}
