import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { invalidOption, shapeMismatch } from "@surenet/tensor-backend";

/** One input of every sample, sample after sample; `Int32Array` for tokens. */
export interface TableInput {
  readonly values: Float32Array | Int32Array;
  /** Of one sample. */
  readonly shape: readonly number[];
}

/** One task's labels. A sample without a label has −1 where labels are classes (`Int32Array`), and NaN where they are numbers. */
export interface TableTarget {
  readonly values: Float32Array | Int32Array;
  /** Of one sample; `[]`, one class index, when omitted. */
  readonly shape?: readonly number[];
}

export interface TaskTableOptions {
  /** By root. */
  readonly inputs: Readonly<Record<string, TableInput>>;
  /** By task; `"self"` for a task that finds its targets in its input, such as a language model. */
  readonly targets: Readonly<Record<string, TableTarget | "self">>;
}

/** Some samples of a table as tensors, which the receiver disposes. */
export interface TaskBatch {
  readonly size: number;
  readonly inputs: Readonly<Record<string, Tensor>>;
  /** By task that has a label in the batch: the places of its labelled samples, and their labels. */
  readonly tasks: Readonly<Record<string, { readonly rows: readonly number[]; readonly targets: Tensor | undefined }>>;
}

/**
 * Samples with the labels of several tasks, some of which may be missing.
 *
 * @throws SurenetError `E_SHAPE` when sizes do not fit, `E_OPTION` without inputs or targets
 * @example
 * new TaskTable({
 *   inputs: { pixels: { values: images, shape: [784] } },
 *   targets: { digit: { values: labels }, ink: { values: ink, shape: [1] } }, // −1 and NaN where there is no label
 * })
 */
export class TaskTable {
  readonly size: number;
  readonly inputs: Readonly<Record<string, TableInput>>;
  readonly targets: Readonly<Record<string, TableTarget | "self">>;

  constructor({ inputs, targets }: TaskTableOptions) {
    const where = "TaskTable";
    const [first] = Object.values(inputs);
    if (first === undefined) throw invalidOption({ where, option: "inputs", got: inputs, expected: "at least one input" });
    if (Object.keys(targets).length === 0) throw invalidOption({ where, option: "targets", got: targets, expected: "at least one task" });
    this.size = first.values.length / product(first.shape);
    for (const [key, { values, shape }] of Object.entries(inputs)) this.#checkSize(`inputs.${key}`, values.length, shape);
    for (const [key, target] of Object.entries(targets)) {
      if (target !== "self") this.#checkSize(`targets.${key}`, target.values.length, target.shape ?? []);
    }
    this.inputs = inputs;
    this.targets = targets;
  }

  get tasks(): string[] {
    return Object.keys(this.targets);
  }

  /** The samples of these numbers. */
  batch(indices: ArrayLike<number>): TaskBatch {
    const inputs = Object.entries(this.inputs).map(([key, { values, shape }]): [string, Tensor] => [key, picked(values, shape, indices)]);
    const tasks = Object.entries(this.targets).flatMap(([key, target]): [string, TaskBatch["tasks"][string]][] => {
      if (target === "self") return [[key, { rows: Array.from(indices, (_, i) => i), targets: undefined }]];
      const { values, shape = [] } = target;
      const rows = Array.from(indices, (_, i) => i).filter((i) => isLabelled(values, indices[i] ?? 0, product(shape)));
      if (rows.length === 0) return [];
      return [[key, { rows, targets: picked(values, shape, rows.map((i) => indices[i] ?? 0)) }]]; // prettier-ignore
    });
    return { size: indices.length, inputs: Object.fromEntries(inputs), tasks: Object.fromEntries(tasks) };
  }

  #checkSize(what: string, length: number, shape: readonly number[]): void {
    if (length === this.size * product(shape)) return;
    const expected = `${this.size} samples of shape [${shape.join(", ")}]`;
    throw shapeMismatch({ where: "TaskTable", problem: `${what} does not fit the first input`, expected, got: `${length} numbers` });
  }
}

function isLabelled(values: Float32Array | Int32Array, sample: number, width: number): boolean {
  const own = values.subarray(sample * width, (sample + 1) * width);
  return values instanceof Int32Array ? own.every((label) => label >= 0) : own.every((label) => !Number.isNaN(label));
}

function picked(values: Float32Array | Int32Array, shape: readonly number[], indices: ArrayLike<number>): Tensor {
  const width = product(shape);
  const out = values instanceof Int32Array ? new Int32Array(indices.length * width) : new Float32Array(indices.length * width);
  for (let i = 0; i < indices.length; i++) out.set(values.subarray((indices[i] ?? 0) * width, ((indices[i] ?? 0) + 1) * width), i * width);
  return tensor(out, [indices.length, ...shape], values instanceof Int32Array ? "int32" : "float32");
}

function product(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1);
}
