import { type Tensor, add, div, mul, sqrt, square, sub, zerosLike } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import type { JsonObject } from "../module/json.ts";
import type { RuleState } from "./manifold.ts";
import { Optimizer, type OptimizerOptions, type RuleStep } from "./optimizer.ts";
import { fraction, positive } from "./rule-options.ts";

export interface RmsPropOptions extends OptimizerOptions {
  /** The memory of the second moment. */
  readonly alpha?: number;
  readonly eps?: number;
  readonly momentum?: number;
}

/**
 * Divides the gradient by its running root mean square.
 *
 * `v ← αv + (1−α)g²`, `d = g / (√v + ε)`, `p ← p − ηd`; with a momentum `b ← μb + d`, `p ← p − ηb`.
 *
 * @see Hinton's lecture 6e (2012), in torch's form: ε outside the root
 * @example new RmsProp({ learningRate: 1e-3 })
 */
export class RmsProp extends Optimizer {
  readonly rule = "RmsProp";
  readonly alpha: number;
  readonly eps: number;
  readonly momentum: number;

  constructor(options: RmsPropOptions = {}) {
    checkOptions("RmsProp", options, ["learningRate", "groups", "alpha", "eps", "momentum"]);
    super({ learningRate: 1e-2, ...options });
    const { alpha = 0.99, eps = 1e-8, momentum = 0 } = options;
    this.alpha = fraction("RmsProp", "alpha", alpha);
    this.eps = positive("RmsProp", "eps", eps);
    this.momentum = fraction("RmsProp", "momentum", momentum);
  }

  config(): JsonObject {
    const { learningRate, alpha, eps, momentum } = this;
    return { rule: this.rule, learningRate, alpha, eps, momentum };
  }

  protected initialState(parameter: Tensor): RuleState {
    const v = zerosLike(parameter);
    return this.momentum === 0 ? { v } : { v, momentum: zerosLike(parameter) };
  }

  protected update({ parameter, gradient, state, learningRate }: RuleStep): { parameter: Tensor; state: RuleState } {
    const v = add(mul(state.v ?? zerosLike(parameter), this.alpha), mul(square(gradient), 1 - this.alpha));
    const direction = div(gradient, add(sqrt(v), this.eps));
    if (state.momentum === undefined) return { parameter: sub(parameter, mul(direction, learningRate)), state: { v } };
    const momentum = add(mul(state.momentum, this.momentum), direction);
    return { parameter: sub(parameter, mul(momentum, learningRate)), state: { v, momentum } };
  }
}
