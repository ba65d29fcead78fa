import { type GradConfig, getGradient, registerGradient } from "@tensorflow/tfjs-core";
import { activations } from "./activations.ts";
import { comparisons } from "./comparisons.ts";
import { convolutions } from "./convolution.ts";
import { elementwise } from "./elementwise.ts";
import { indexings } from "./indexing.ts";
import { groupSorts } from "./group-sort.ts";
import { products } from "./mat-mul.ts";
import { pools } from "./pooling.ts";
import { reductions } from "./reductions.ts";
import { sequenceConvolutions } from "./sequence-convolution.ts";
import { shapes } from "./shape.ts";
import { softmaxes } from "./softmax.ts";
import { standardisations } from "./standardise.ts";
import { trigonometry } from "./trigonometry.ts";

const all: readonly GradConfig[] = [
  ...activations, ...comparisons, ...convolutions, ...elementwise, ...groupSorts, ...indexings, ...pools, ...products, ...reductions, ...sequenceConvolutions, ...shapes, ...softmaxes, ...standardisations, ...trigonometry,
]; // prettier-ignore

/**
 * Registers the gradients of this package, in place of those that TensorFlow.js may have registered; a second call changes nothing.
 *
 * Plain Node gets no gradients from `@tensorflow/tfjs-core` at all, and some of its own are wrong at second order.
 */
export function registerGradients(): void {
  for (const config of all) if (getGradient(config.kernelName) !== config) registerGradient(config);
}

/** The kernels whose gradient this package provides, in alphabetical order; each can be differentiated twice. */
export function differentiableOps(): string[] {
  return all.map((config) => config.kernelName).sort();
}
