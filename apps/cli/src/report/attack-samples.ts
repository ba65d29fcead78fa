import { type Tensor, argMax, fill, tensor, tidy } from "@tensorflow/tfjs-core";
import type { ArrayDataset } from "@surenet/data";
import { type Certificate, pgd } from "@surenet/lipschitz";
import type { Module } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";

/** What projected gradient descent achieved against the first samples of a data set. */
export interface Attacked {
  readonly samples: number;
  /** Share still right under attack, for each ε. */
  readonly accuracy: readonly number[];
  /** Samples that changed class within a radius that was certified. */
  readonly broken: number;
}

const SAMPLES = 400;

/** Attacks the first samples at every ε: an upper estimate to stand beside the certified lower bound. */
export function attackSamples(model: Module, data: ArrayDataset, certificates: readonly Certificate[], epsilons: readonly number[], rng: Rng): Attacked {
  const part = data.take(SAMPLES);
  const labels = Array.from(part.targets);
  let broken = 0;
  const accuracy = epsilons.map((epsilon) => {
    const after = tidy(() => {
      const x = tensor(part.inputs, [part.size, ...part.inputShape]);
      const found = pgd(model, x, tensor(Int32Array.from(labels)), fill([part.size], epsilon), { rng, steps: 20 });
      return classesOf(model.forward(found));
    });
    broken += after.filter((predicted, i) => (certificates[i]?.radius ?? 0) > epsilon * (1 + 1e-6) && predicted !== certificates[i]?.predicted).length;
    return labels.filter((label, i) => certificates[i]?.predicted === label && after[i] === label).length / part.size;
  });
  return { samples: part.size, accuracy, broken };
}

function classesOf(logits: Tensor): number[] {
  return tidy(() => Array.from(argMax(logits, -1).dataSync()));
}
