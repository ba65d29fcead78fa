import type { Rng } from "@surenet/tensor-backend";
import type { Tensor } from "@tensorflow/tfjs-core";

/** One step's worth of samples; the receiver disposes both tensors. */
export interface Batch {
  /** `[size, ...inputShape]`, float32. */
  readonly input: Tensor;
  /** Classification: class numbers, int32 `[size]`. Regression: float32 `[size, ...targetShape]`. */
  readonly target: Tensor;
  readonly size: number;
}

export interface BatchOptions {
  readonly batchSize: number;
  /** Shuffles the pass when given. The order is `rng.values.permutation(size)`, so an equal `rng` repeats it exactly. */
  readonly rng?: Rng;
  /** The first batch to yield, counted from 0: with an equal `rng`, resumes a pass in its middle. */
  readonly from?: number;
  /** Leaves out a last batch that is smaller than the others. */
  readonly dropLast?: boolean;
  readonly signal?: AbortSignal;
}

/** Anything that yields batches; a fresh pass at every call. */
export interface Dataset {
  readonly size: number;
  readonly inputShape: readonly number[];
  /** Set for classification: the targets are then int32 `[batch]` in `0 .. classes - 1`. */
  readonly classes?: number;
  batches(options: BatchOptions): AsyncIterable<Batch>;
}
