import { invalidOption, type Rng, shapeMismatch } from "@surenet/tensor-backend";
import type { Batch, BatchOptions, Dataset } from "../batches/batch.ts";
import { arrayBatches } from "./array-batches.ts";
import { checkDataset, type DatasetArrays, product } from "./check-dataset.ts";
import { featurePlace } from "./feature-place.ts";
import { gather } from "./gather.ts";
import { splitIndices, type SplitOptions } from "./split.ts";
import { channelStatistics, standardiseValues, type Statistics } from "./standardise.ts";

/** One sample on the host. */
export interface Sample {
  /** `product(inputShape)` numbers. */
  readonly input: Float32Array;
  /** A number for `targetShape` `[]`, else `product(targetShape)` numbers. */
  readonly target: number | Float32Array;
}

export interface MapOptions {
  /** The shape of the inputs that the function returns; this dataset's when omitted. */
  readonly inputShape?: readonly number[];
}

/**
 * Samples in memory, as flat arrays.
 *
 * Nothing changes a dataset: every method returns a new one, which shares no array with it. With `classes` the targets are class
 * numbers (`Int32Array`), without it real numbers (`Float32Array`).
 *
 * @throws SurenetError `E_SHAPE`, `E_VALUE` as {@link checkDataset}
 * @example
 * const data = new ArrayDataset({ inputs: new Float32Array([0, 0, 1, 1]), inputShape: [2], targets: new Int32Array([0, 1]), classes: 2 });
 * data.size; // 2
 * for await (const { input, target } of data.batches({ batchSize: 2, rng: createRng(0) })) { input.dispose(); target.dispose(); }
 */
export class ArrayDataset implements Dataset {
  readonly size: number;
  readonly inputs: Float32Array;
  readonly inputShape: readonly number[];
  readonly targets: Int32Array | Float32Array;
  readonly targetShape: readonly number[];
  declare readonly classes?: number;
  declare readonly featureNames?: readonly string[];
  declare readonly classNames?: readonly string[];

  constructor(data: DatasetArrays) {
    const { inputs, inputShape, targets, targetShape = [], classes, featureNames, classNames } = data;
    checkDataset(data, { where: (i, f) => `ArrayDataset, sample ${i}${f === undefined ? "" : `, ${featurePlace(f, data)}`}` });
    this.size = targets.length / product(targetShape);
    this.inputs = inputs;
    this.inputShape = [...inputShape];
    this.targets = classes === undefined ? asFloats(targets) : asIntegers(targets);
    this.targetShape = [...targetShape];
    if (classes !== undefined) this.classes = classes;
    if (featureNames !== undefined) this.featureNames = [...featureNames];
    if (classNames !== undefined) this.classNames = [...classNames];
  }

  /** One pass in batches: {@link BatchOptions}. */
  batches(options: BatchOptions): AsyncIterable<Batch> {
    return arrayBatches(this, options);
  }

  /** Sample `index`, copied. */
  sample(index: number): Sample {
    this.#checkIndices([index], "sample");
    const [width, targetWidth] = [product(this.inputShape), product(this.targetShape)];
    const input = this.inputs.slice(index * width, (index + 1) * width);
    if (this.targetShape.length === 0) return { input, target: this.targets[index] ?? NaN };
    return { input, target: Float32Array.from(this.targets.subarray(index * targetWidth, (index + 1) * targetWidth)) };
  }

  /** The samples of these numbers, in this order; a number may come more than once. */
  select(indices: ArrayLike<number>): ArrayDataset {
    this.#checkIndices(indices, "select");
    const inputs = gather(this.inputs, indices, product(this.inputShape));
    return new ArrayDataset({ ...this.#description(), inputs, targets: gather(this.targets, indices, product(this.targetShape)) });
  }

  /** Samples `from` to `to - 1`; like `Array.prototype.slice`, negative numbers count from the end. */
  slice(from: number, to: number = this.size): ArrayDataset {
    const all = Int32Array.from({ length: this.size }, (_, i) => i);
    return this.select(all.slice(from, to));
  }

  /** The first `n` samples, or all when there are fewer. */
  take(n: number): ArrayDataset {
    if (!(n > 0)) throw invalidOption({ where: "ArrayDataset.take", option: "n", got: n, expected: "a positive integer" });
    return this.slice(0, n);
  }

  /** All samples in the order `rng.values.permutation(size)`. */
  shuffle(rng: Rng): ArrayDataset {
    return this.select(rng.values.permutation(this.size));
  }

  /** A training and a test part: {@link SplitOptions}. */
  split(options: SplitOptions): { train: ArrayDataset; test: ArrayDataset } {
    const { train, test } = splitIndices(this.size, options);
    return { train: this.select(train), test: this.select(test) };
  }

  /**
   * Every sample through a function on the host; what it leaves out stays as it was.
   *
   * @throws SurenetError `E_SHAPE` when a result has another size than the shape says
   * @example data.map(({ input }) => ({ input: input.map((x) => 2 * x) }))
   */
  map(change: (sample: Sample, index: number) => Partial<Sample>, { inputShape = this.inputShape }: MapOptions = {}): ArrayDataset {
    const [width, targetWidth] = [product(inputShape), product(this.targetShape)];
    const inputs = new Float32Array(this.size * width);
    const targets = new Float64Array(this.size * targetWidth); // holds every int32 and every float32
    for (let i = 0; i < this.size; i++) {
      const before = this.sample(i);
      const { input = before.input, target = before.target } = change(before, i);
      const numbers = typeof target === "number" ? [target] : target;
      if (input.length !== width || numbers.length !== targetWidth) {
        const expected = `${width} input and ${targetWidth} target numbers`;
        throw shapeMismatch({ where: `ArrayDataset.map, sample ${i}`, expected, got: [input.length, numbers.length] });
      }
      inputs.set(input, i * width);
      targets.set(numbers, i * targetWidth);
    }
    const { featureNames, ...rest } = this.#description();
    const named = inputShape.at(-1) === this.inputShape.at(-1) ? { featureNames } : {};
    return new ArrayDataset({ ...rest, ...named, inputs, inputShape, targets: Float32Array.from(targets) });
  }

  /**
   * Mean 0 and standard deviation 1 for every entry of the last axis: every feature of a table, every channel of images.
   *
   * @param statistics those of the training part, for data that comes later; this dataset's own when omitted
   * @example
   * const { dataset, statistics } = train.standardise();
   * const later = test.standardise(statistics).dataset;
   */
  standardise(statistics?: Statistics): { dataset: ArrayDataset; statistics: Statistics } {
    const channels = this.inputShape.at(-1) ?? 1;
    const used = statistics ?? channelStatistics(this.inputs, channels);
    const inputs = standardiseValues(this.inputs, channels, used);
    return { dataset: new ArrayDataset({ ...this.#description(), inputs, targets: this.targets.slice() }), statistics: used };
  }

  #description(): Omit<DatasetArrays, "inputs" | "targets"> {
    const { inputShape, targetShape, classes, featureNames, classNames } = this;
    return { inputShape, targetShape, classes, featureNames, classNames };
  }

  #checkIndices(indices: ArrayLike<number>, method: string): void {
    const where = `ArrayDataset.${method}`;
    if (indices.length === 0) throw invalidOption({ where, option: "indices", got: [], expected: "at least one sample" });
    for (let k = 0; k < indices.length; k++) {
      const index = indices[k] ?? NaN;
      if (Number.isInteger(index) && index >= 0 && index < this.size) continue;
      throw invalidOption({ where, option: "index", got: index, expected: `an integer from 0 to ${this.size - 1}` });
    }
  }
}

function asIntegers(values: Int32Array | Float32Array): Int32Array {
  return values instanceof Int32Array ? values : Int32Array.from(values);
}

function asFloats(values: Int32Array | Float32Array): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}
