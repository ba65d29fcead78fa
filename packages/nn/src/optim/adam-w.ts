import { type Tensor, mul } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import type { JsonObject } from "../module/json.ts";
import { Adam, type AdamOptions, adamStep } from "./adam.ts";
import type { RuleState } from "./manifold.ts";
import type { RuleStep } from "./optimizer.ts";
import { nonNegative } from "./rule-options.ts";

export interface AdamWOptions extends AdamOptions {
  /** The share of a parameter that is taken away per step, per unit of learning rate. */
  readonly weightDecay?: number;
}

/**
 * {@link Adam} with a decay that the second moment does not rescale.
 *
 * `p ← p − ηλp`, then Adam's step.
 *
 * @see Loshchilov & Hutter 2019, algorithm 2
 * @example new AdamW({ learningRate: 1e-3, weightDecay: 0.01 })
 */
export class AdamW extends Adam {
  override readonly rule: string = "AdamW";
  readonly weightDecay: number;

  constructor(options: AdamWOptions = {}) {
    checkOptions("AdamW", options, ["learningRate", "groups", "beta1", "beta2", "eps", "weightDecay"]);
    const { weightDecay = 1e-2, ...rest } = options;
    super(rest);
    this.weightDecay = nonNegative("AdamW", "weightDecay", weightDecay);
  }

  override config(): JsonObject {
    return { ...super.config(), weightDecay: this.weightDecay };
  }

  protected override update(step: RuleStep): { parameter: Tensor; state: RuleState } {
    return adamStep({ ...step, parameter: mul(step.parameter, 1 - step.learningRate * this.weightDecay) }, this);
  }
}
