import type { Terminal } from "../terminal/terminal.ts";
import type { Regions } from "./regions.ts";

const COLOURS = [25, 178, 36, 175, 74, 166, 221, 240]; // of the 256 that terminals have: those nearest to the colours of the SVG
const SHADES = ["░", "█", "▒", "▓", "╱", "·", "╲", " "];
const RESET = "\x1b[0m";

/** The regions as text, two rows of cells in a line of half blocks; a line of shades for every second row where there is no colour. */
export function regionsText({ colour }: Pick<Terminal, "colour">, { columns, rows, classes }: Regions): string {
  const lines: string[] = [];
  for (let row = 0; row < rows; row += 2) {
    const upper = classes.subarray(row * columns, (row + 1) * columns);
    const lower = row + 1 < rows ? classes.subarray((row + 1) * columns, (row + 2) * columns) : upper;
    lines.push(colour ? halfBlocks(upper, lower) : Array.from(upper, (label) => SHADES[label % SHADES.length]).join(""));
  }
  return lines.join("\n");
}

/** The upper half of a cell in the text's colour, the lower in the background's; colours are named only where they change. */
function halfBlocks(upper: Int32Array, lower: Int32Array): string {
  let [line, before] = ["", ""];
  upper.forEach((label, i) => {
    const colours = `\x1b[38;5;${COLOURS[label % COLOURS.length]};48;5;${COLOURS[(lower[i] ?? label) % COLOURS.length]}m`;
    line += colours === before ? "▀" : `${colours}▀`;
    before = colours;
  });
  return line + RESET;
}
