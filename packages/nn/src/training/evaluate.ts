import { type Tensor, dispose, tidy } from "@tensorflow/tfjs-core";
import type { Dataset } from "@surenet/data";
import { checkOptions, invalidValue } from "@surenet/tensor-backend";
import type { Module } from "../module/module.ts";
import { Breather } from "./breather.ts";
import { EpochSums } from "./epoch-sums.ts";
import { type Loss, lossFunction } from "./loss.ts";
import type { Metrics } from "./metric.ts";

export interface EvaluateOptions {
  readonly data: Dataset;
  readonly loss: Loss;
  readonly metrics?: Metrics;
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

/**
 * Mean loss and metrics of a model over a data set, in evaluation mode; the model's mode is put back.
 *
 * @throws SurenetError `E_VALUE` for a loss or metric that is not finite, or data without samples; `signal.reason` when aborted
 * @example await evaluate(model, { data: test, loss: crossEntropy, metrics: { accuracy } }) // { loss: 0.1, accuracy: 0.97 }
 */
export async function evaluate(model: Module, options: EvaluateOptions): Promise<Record<string, number>> {
  checkOptions("evaluate", options, ["data", "loss", "metrics", "batchSize", "signal"]);
  const { data, metrics = {}, batchSize = 256, signal } = options;
  const loss = lossFunction("evaluate", options.loss);
  const sums = new EpochSums(metrics);
  const breather = new Breather();
  const { training } = model;
  model.eval();
  try {
    for await (const { input, target, size } of data.batches({ batchSize })) {
      const made: Tensor[] = [input, target];
      try {
        signal?.throwIfAborted();
        const [output, value] = tidy((): [Tensor, Tensor] => {
          const y = model.forward(input);
          return [y, loss(y, target, model)];
        });
        made.push(output, value);
        await sums.add({ loss: (await value.data())[0] ?? NaN, output, target, size });
      } finally {
        dispose(made);
      }
      await breather.breathe();
    }
  } finally {
    model.train(training);
  }
  if (!Number.isFinite(sums.loss)) throw invalidValue({ where: "evaluate", problem: "the mean loss is not finite", got: sums.loss });
  return { loss: sums.loss, ...sums.metricValues("evaluate") };
}
