import { FrobeniusLinear, GroupSort2, Sequential, SpectralLinear } from "@surenet/lipschitz";
import { Flatten, type Module } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";

export interface MlpOptions {
  readonly inputShape: readonly number[];
  /** Even sizes: pairs are sorted. */
  readonly hidden: readonly number[];
  readonly classes: number;
  readonly rng: Rng;
}

/** A 1-Lipschitz multilayer perceptron: orthogonal layers, sorted pairs, and a head with unit weights for each class. */
export function buildMlp({ inputShape, hidden, classes, rng }: MlpOptions): Sequential {
  const features = inputShape.reduce((product, side) => product * side, 1);
  const sizes = [features, ...hidden];
  const body = hidden.flatMap((size, i): Module[] => [new SpectralLinear(sizes[i] ?? features, size, { rng }), new GroupSort2()]);
  const head = new FrobeniusLinear(sizes.at(-1) ?? features, classes, { rng });
  return new Sequential([...(inputShape.length > 1 ? [new Flatten()] : []), ...body, head]);
}
