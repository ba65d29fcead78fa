import { setImmediate as turn } from "node:timers/promises";
import { type Tensor, argMax, fill, tensor, tidy } from "@tensorflow/tfjs-core";
import type { ArrayDataset } from "@surenet/data";
import { type Certificate, pgd } from "@surenet/lipschitz";
import type { Module } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";

/** What projected gradient descent achieved against the first samples of a data set. */
export interface Attacked {
  readonly samples: number;
  /** Share still right under attack, by ε. */
  readonly accuracy: Readonly<Record<string, number>>;
  /** Samples that changed class within a radius that was certified. */
  readonly broken: number;
}

export interface AttackOptions {
  readonly certificates: readonly Certificate[];
  readonly epsilons: readonly number[];
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

const SAMPLES = 400;
const STEPS = 20;
const FLOAT32_SLACK = 1e-6; // projection to the ball rounds in float32

/** Attacks the first samples at every ε: an upper estimate to stand beside the certified lower bound. */
export async function attackSamples(
  model: Module,
  data: ArrayDataset,
  { certificates, epsilons, rng, signal }: AttackOptions,
): Promise<Attacked> {
  const part = data.take(SAMPLES);
  const labels = Int32Array.from(part.targets);
  const accuracy: Record<string, number> = {};
  let broken = 0;
  for (const epsilon of epsilons) {
    await turn(); // lets Ctrl-C through
    signal.throwIfAborted();
    const after = tidy(() => {
      const x = tensor(part.inputs, [part.size, ...part.inputShape]);
      return classesOf(model.forward(pgd(model, x, tensor(labels), fill([part.size], epsilon), { rng, steps: STEPS })));
    });
    const before = certificates.slice(0, part.size);
    broken += before.filter(({ radius, predicted }, i) => radius > epsilon * (1 + FLOAT32_SLACK) && predicted !== after[i]).length;
    accuracy[epsilon] = before.filter(({ predicted }, i) => predicted === labels[i] && predicted === after[i]).length / part.size;
  }
  return { samples: part.size, accuracy, broken };
}

function classesOf(logits: Tensor): number[] {
  return tidy(() => Array.from(argMax(logits, -1).dataSync()));
}
