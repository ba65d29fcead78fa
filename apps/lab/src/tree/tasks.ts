import { type TableTarget, TaskTable } from "@surenet/cortex-tree";
import type { ArrayDataset } from "@surenet/data";
import { standardised } from "../sessions/standardised.ts";
import type { TaskName } from "./task-names.ts";

/** The digits as a table of inputs, whole and as sums of rows and columns, with the labels of some tasks. */
export function tableOf(digits: ArrayDataset, tasks: readonly TaskName[], { missing }: { readonly missing: boolean }): TaskTable {
  const [side = 0] = digits.inputShape;
  const size = side * side;
  const ink = standardised(Float32Array.from({ length: digits.size }, (_, i) => total(digits.inputs.subarray(i * size, (i + 1) * size))));
  const labels = Int32Array.from(digits.targets);
  const targets = tasks.map((task): [string, TableTarget] => {
    if (task === "ink") return [task, { values: ink, shape: [1] }];
    return [task, { values: labels.map((label, i) => (missing && task === "parity" && i % 2 === 1 ? -1 : CLASS_OF[task](label))) }];
  });
  const inputs = {
    pixels: { values: digits.inputs, shape: [size] },
    profile: { values: profiles(digits.inputs, side), shape: [2 * side] },
  };
  return new TaskTable({ inputs, targets: Object.fromEntries(targets) });
}

const CLASS_OF: Readonly<Record<Exclude<TaskName, "ink">, (digit: number) => number>> = {
  digit: (digit) => digit,
  parity: (digit) => digit % 2,
  large: (digit) => Number(digit >= 5),
  loops: (digit) => Number([0, 6, 8, 9].includes(digit)),
  prime: (digit) => Number([2, 3, 5, 7].includes(digit)),
};

/** The mean ink of every row, then of every column. */
function profiles(pixels: Float32Array, side: number): Float32Array {
  const images = pixels.length / (side * side);
  const out = new Float32Array(images * 2 * side);
  pixels.forEach((value, i) => {
    const [image, row, column] = [Math.floor(i / (side * side)), Math.floor(i / side) % side, i % side];
    for (const at of [row, side + column]) {
      const place = image * 2 * side + at;
      out[place] = (out[place] ?? 0) + value / side;
    }
  });
  return out;
}

function total(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
