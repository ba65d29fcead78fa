import { type Tensor, concat, neg, relu, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import type { Lowered } from "../certify/lowered.ts";
import { lastAxis } from "../certify/last-axis.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";

export interface MaxMinOptions {
  readonly axis?: number;
}

/**
 * All positive parts, then all negative parts: `[relu(x), relu(-x)]` along an axis, which doubles.
 *
 * `|relu a - relu b|² + |relu(-a) - relu(-b)|² <= |a - b|²`, so it is 1-Lipschitz; norms are kept exactly. (The reference's documents interleave
 * the two; its code, followed here, does not.)
 *
 * @example maxMin(tensor([[1, -2]])) // [[1, 0, 0, 2]]
 */
export function maxMin(x: Tensor, { axis = -1 }: MaxMinOptions = {}): Tensor {
  if (!(Number.isInteger(axis) && axis >= -x.rank && axis < x.rank))
    throw invalidOption({ where: "maxMin", option: "axis", got: axis, expected: `an axis of [${x.shape.join(", ")}]` });
  return tidy(() => concat([relu(x), relu(neg(x))], axis));
}

/** {@link maxMin} as a module, scaled to be `kCoefLip`-Lipschitz. */
export class MaxMin extends LipschitzModule {
  static readonly id: string = "lipschitz.MaxMin";
  readonly axis: number;

  constructor(options: MaxMinOptions & LipschitzOptions = {}) {
    checkOptions("MaxMin", options, ["axis", "kCoefLip"]);
    super(options);
    this.axis = options.axis ?? -1;
  }

  static fromJSON(config: JsonObject): MaxMin {
    return new MaxMin(readConfig("lipschitz.MaxMin", config, { axis: "number", kCoefLip: "number" }));
  }

  override config(): JsonObject {
    return { axis: this.axis, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => this.scaled(maxMin(x, this)));
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const channels = lastAxis("MaxMin", this.axis, shape);
    return { ops: this.scaledOp({ op: "maxMin", channels }), shape: [...shape.slice(0, -1), 2 * channels] };
  }
}
