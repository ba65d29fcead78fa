import type { Module } from "../module/module.ts";
import type { TrainOptions, TrainResult } from "./train-options.ts";
import { train } from "./train.ts";

/**
 * {@link train} without a loop of your own.
 *
 * @example const { history } = await fit(model, { data, loss: crossEntropy, epochs: 20, rng });
 */
export async function fit(model: Module, options: TrainOptions): Promise<TrainResult> {
  const epochs = train(model, options);
  for (;;) {
    const next = await epochs.next();
    if (next.done) return next.value;
  }
}
