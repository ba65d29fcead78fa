import { transpose } from "@tensorflow/tfjs-core";
import type { Parametrisation } from "@surenet/nn";

/** A step that sees the weight with its axes permuted, and whose result is permuted back. */
export function permuted(step: Parametrisation, axes: readonly number[]): Parametrisation {
  const back = axes.map((_, axis) => axes.indexOf(axis));
  return {
    name: step.name,
    apply: (weight, context) => transpose(step.apply(transpose(weight, [...axes]), context), back),
    buffers: () => step.buffers?.() ?? {},
  };
}
