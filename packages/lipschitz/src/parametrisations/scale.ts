import { type Tensor, mul } from "@tensorflow/tfjs-core";
import type { Parametrisation } from "@surenet/nn";

/** `w -> factor · w`, the last step of a chain: how a layer's coefficient reaches its weight. */
export class Scale implements Parametrisation {
  readonly name: string = "scale";
  factor: number;

  constructor(factor: number) {
    this.factor = factor;
  }

  apply(weight: Tensor): Tensor {
    return this.factor === 1 ? weight : mul(weight, this.factor);
  }
}
