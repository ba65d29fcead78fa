import { type Tensor, gather, sum, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions } from "@surenet/tensor-backend";
import { positiveInteger } from "@surenet/nn";
import { givenRng } from "../state/given-rng.ts";
import { positive } from "../state/check-number.ts";
import type { WinnerTakeAll } from "./winner-take-all.ts";

export interface LearnOptions {
  readonly passes: number;
  /** Orders the samples of each pass. */
  readonly rng: Rng;
  /** Of the first samples; it falls linearly to 14% of that, every thousand samples. */
  readonly learningRate?: number;
  /** Samples between two moments in which others may run. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
}

/** How far the learning is. */
export interface LearnProgress {
  readonly shown: number;
  readonly samples: number;
  readonly spikesPerSample: number;
}

const LAST_SHARE = 0.14;
const HELD = 1000; // samples at one learning rate

/**
 * Shows all samples to a network, in a new order in each pass, and lets it learn from them; no label is ever looked at.
 *
 * @param samples `[samples, inputs]`, borrowed until the end
 * @throws SurenetError `E_OPTION`, `E_SHAPE`; `signal.reason` once the signal is aborted
 * @example for await (const { shown } of learnUnlabelled(network, digits, { passes: 3, rng })) console.log(shown);
 */
export async function* learnUnlabelled(
  network: WinnerTakeAll,
  samples: Tensor,
  options: LearnOptions,
): AsyncGenerator<LearnProgress, void, undefined> {
  const where = "learnUnlabelled";
  checkOptions(where, options, ["passes", "rng", "learningRate", "batchSize", "signal"]);
  const { passes, rng, learningRate = 0.05, batchSize = 100, signal } = options;
  positiveInteger(where, "passes", passes);
  positiveInteger(where, "batchSize", batchSize);
  positive({ where, option: "learningRate", got: learningRate });
  givenRng(where, rng);
  const [size = 0] = samples.shape;
  const total = passes * size;
  for (let pass = 0, shown = 0; pass < passes; pass++) {
    const order = rng.fork(`pass-${pass}`).values.permutation(size);
    for (let from = 0; from < size; from += batchSize) {
      signal?.throwIfAborted();
      const rows = order.subarray(from, from + batchSize);
      const passed = (Math.floor(shown / HELD) * HELD) / total;
      const rate = learningRate * (1 - (1 - LAST_SHARE) * passed);
      const counts = (): Tensor => network.learn(gather(samples, tensor1d(rows, "int32")), { learningRate: rate });
      const spikes = tidy(() => Number(sum(counts()).dataSync()[0]));
      shown += rows.length;
      yield { shown, samples: total, spikesPerSample: spikes / rows.length };
      await new Promise((resolve) => setTimeout(resolve, 0)); // signals, pictures and input get their turn
    }
  }
}
