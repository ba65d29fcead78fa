import { type Tensor, argMax, slice, tensor, tidy } from "@tensorflow/tfjs-core";
import type { ArrayDataset } from "@surenet/data";

const BATCH = 500;

/** All samples as one tensor, owned by the caller. */
export function samplesOf({ inputs, inputShape, size }: ArrayDataset): Tensor {
  return tensor(inputs, [size, ...inputShape]);
}

/** Applies a function to slices of samples, each result owned by the caller. */
export function inBatches(samples: Tensor, f: (batch: Tensor) => Tensor): Tensor[] {
  const [size = 0, ...rest] = samples.shape;
  return Array.from({ length: Math.ceil(size / BATCH) }, (_, b) =>
    tidy(() => f(slice(samples, [b * BATCH, ...rest.map(() => 0)], [Math.min(BATCH, size - b * BATCH), ...rest]))),
  );
}

/** The share of rows whose largest logit, the first among equals, is the label's. */
export function shareRight(logits: readonly Tensor[], labels: ArrayLike<number>): number {
  const predicted = logits.flatMap((rows) => tidy(() => Array.from(argMax(rows, 1).dataSync())));
  return predicted.filter((label, i) => label === labels[i]).length / predicted.length;
}
