import { FrobeniusLinear, GroupSort2, Sequential, SpectralLinear } from "@surenet/lipschitz";
import { Flatten } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";

export interface ModelShape {
  readonly inputShape: readonly number[];
  readonly width: number;
  readonly depth: number;
  readonly classes: number;
  readonly rng: Rng;
}

/** Orthogonal layers with sorted pairs between them: 1-Lipschitz, whatever is trained. */
export function buildModel({ inputShape, width, depth, classes, rng }: ModelShape): Sequential {
  const features = inputShape.reduce((product, side) => product * side, 1);
  const sizes = [features, ...Array.from({ length: depth }, () => width)];
  const hidden = sizes.slice(1).flatMap((size, i) => [new SpectralLinear(sizes[i] ?? features, size, { rng }), new GroupSort2()]);
  const head = new FrobeniusLinear(sizes.at(-1) ?? features, classes, { rng });
  return new Sequential([...(inputShape.length > 1 ? [new Flatten()] : []), ...hidden, head]);
}
