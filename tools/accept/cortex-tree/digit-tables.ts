import { TaskTable } from "@surenet/cortex-tree";
import type { ArrayDataset } from "@surenet/data";
import type { Rng } from "@surenet/tensor-backend";

const CLOSED_LOOP: ReadonlySet<number> = new Set([0, 4, 6, 8, 9]);

/** The tasks of a digit: class, parity, mean ink (standardised by the training part), whether it has a closed loop, whether it is 5 or more. */
export interface DigitLabels {
  readonly digit: Int32Array;
  readonly parity: Int32Array;
  readonly ink: Float32Array;
  readonly loop: Int32Array;
  readonly large: Int32Array;
}

export function digitLabels(data: ArrayDataset, ink: { readonly mean: number; readonly deviation: number }): DigitLabels {
  const classes = Int32Array.from(data.targets);
  return {
    digit: classes,
    parity: classes.map((label) => label % 2),
    ink: meanInk(data).map((value) => (value - ink.mean) / ink.deviation),
    loop: classes.map((label) => Number(CLOSED_LOOP.has(label))),
    large: classes.map((label) => Number(label >= 5)),
  };
}

export function inkStatistics(data: ArrayDataset): { mean: number; deviation: number } {
  const values = meanInk(data);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

function meanInk({ inputs, size }: ArrayDataset): Float32Array {
  const pixels = inputs.length / size;
  return Float32Array.from(
    { length: size },
    (_, i) => inputs.subarray(i * pixels, (i + 1) * pixels).reduce((sum, value) => sum + value, 0) / pixels,
  );
}

/** A table of some of the tasks; with `missing` that share of each task's labels is taken away at random. */
export function digitTable(
  data: ArrayDataset,
  labels: DigitLabels,
  { tasks, missing = 0, rng }: { readonly tasks: readonly (keyof DigitLabels)[]; readonly missing?: number; readonly rng?: Rng },
): TaskTable {
  // prettier-ignore
  const targets = tasks.map((task) => {
    const values = labels[task].slice();
    const gone = rng?.fork(task).values.permutation(data.size).subarray(0, Math.round(missing * data.size)) ?? [];
    for (const i of gone) values[i] = values instanceof Int32Array ? -1 : NaN;
    return [task, { values, shape: values instanceof Int32Array ? [] : [1] }] as const;
  });
  return new TaskTable({ inputs: { pixels: { values: data.inputs, shape: [784] } }, targets: Object.fromEntries(targets) });
}
