import type { Tensor } from "@tensorflow/tfjs-core";

/** The value of one batch, a mean over its samples; an epoch's value is the mean over all samples. */
export type BatchMetric = (output: Tensor, target: Tensor) => number | Promise<number>;

/** A measure that is no mean over samples, such as F1: it adds up sums over an epoch and derives its value from them. */
export interface SummedMetric {
  /** The sums of one batch, always as many. */
  sums(output: Tensor, target: Tensor): readonly number[] | Promise<readonly number[]>;
  value(sums: readonly number[]): number;
}

export type Metric = BatchMetric | SummedMetric;
export type Metrics = Readonly<Record<string, Metric>>;
