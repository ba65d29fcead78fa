import { setImmediate as turn } from "node:timers/promises";
import { argMax, fill, tensor, tidy } from "@tensorflow/tfjs-core";
import type { ArrayDataset } from "@surenet/data";
import { type Certificate, pgd } from "@surenet/lipschitz";
import type { Module } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";

/** What projected gradient descent achieved against a data set. */
export interface Attacked {
  /** Share still right under attack, by ε: never below the certified share, unless a certificate was broken. */
  readonly accuracy: Readonly<Record<string, number>>;
  /** Certificates that were attacked, over all ε, though they are proved. */
  readonly tried: number;
  /** How many of them changed class within their radius. */
  readonly broken: number;
}

export interface AttackOptions {
  readonly certificates: readonly Certificate[];
  readonly epsilons: readonly number[];
  readonly rng: Rng;
  readonly signal: AbortSignal;
}

const TRIED = 400; // samples whose certificates are attacked too
const BATCH = 500;
const STEPS = 20;
const FLOAT32_SLACK = 1e-6; // projection to the ball rounds in float32

/** Attacks what is right at every ε, where nothing is proved or to try the proof: an upper estimate beside the certified lower bound. */
export async function attackSamples(
  model: Module,
  data: ArrayDataset,
  { certificates, epsilons, rng, signal }: AttackOptions,
): Promise<Attacked> {
  const right = Array.from(data.targets.keys()).filter((i) => certificates[i]?.predicted === data.targets[i]);
  const accuracy: Record<string, number> = {};
  let [tried, broken] = [0, 0];
  for (const epsilon of epsilons) {
    const isProved = (i: number): boolean => (certificates[i]?.radius ?? 0) > epsilon * (1 + FLOAT32_SLACK);
    const attacked = right.filter((i) => i < TRIED || !isProved(i));
    let lost = 0;
    for (let from = 0; from < attacked.length; from += BATCH) {
      await turn(); // lets Ctrl-C through
      signal.throwIfAborted();
      const batch = attacked.slice(from, from + BATCH);
      const changed = attackBatch(model, data.select(batch), { epsilon, rng });
      lost += changed.filter(Boolean).length;
      tried += batch.filter(isProved).length;
      broken += batch.filter((sample, i) => changed[i] && isProved(sample)).length;
    }
    accuracy[epsilon] = (right.length - lost) / data.size;
  }
  return { accuracy, tried, broken };
}

/** For each sample whether it is given another class at some point of its ball. */
function attackBatch(model: Module, data: ArrayDataset, { epsilon, rng }: { epsilon: number; rng: Rng }): boolean[] {
  const labels = Int32Array.from(data.targets);
  return tidy(() => {
    const x = tensor(data.inputs, [data.size, ...data.inputShape]);
    const found = pgd(model, x, tensor(labels), fill([data.size], epsilon), { rng, steps: STEPS });
    const classes = argMax(model.forward(found), -1).dataSync();
    return Array.from(labels, (label, i) => classes[i] !== label);
  });
}
