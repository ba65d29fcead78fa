import { type Tensor, add, mul, sub, zerosLike } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import type { JsonObject } from "../module/json.ts";
import type { RuleState } from "./manifold.ts";
import { Optimizer, type OptimizerOptions, type RuleStep } from "./optimizer.ts";
import { fraction, nonNegative } from "./rule-options.ts";

export interface SgdOptions extends OptimizerOptions {
  readonly momentum?: number;
  /** Looks one momentum step ahead; needs a momentum. */
  readonly nesterov?: boolean;
  /** Adds `weightDecay · parameter` to the gradient. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent, with torch's momentum.
 *
 * `g ← g + λp`, `m ← μm + g`, `p ← p − η m` (plain), `p ← p − η (g + μm)` (Nesterov).
 *
 * @see Sutskever et al. 2013, in torch's form: the learning rate multiplies the momentum, so a schedule acts at once
 * @example new Sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true })
 */
export class Sgd extends Optimizer {
  readonly rule = "Sgd";
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;

  constructor(options: SgdOptions = {}) {
    checkOptions("Sgd", options, ["learningRate", "groups", "momentum", "nesterov", "weightDecay"]);
    super({ learningRate: 1e-2, ...options });
    const { momentum = 0, nesterov = false, weightDecay = 0 } = options;
    this.momentum = fraction("Sgd", "momentum", momentum);
    this.weightDecay = nonNegative("Sgd", "weightDecay", weightDecay);
    this.nesterov = nesterov;
    if (nesterov && momentum === 0) {
      throw invalidOption({ where: "Sgd", option: "nesterov", got: true, expected: "false without a momentum", fix: "Set momentum: 0.9." });
    }
  }

  config(): JsonObject {
    const { learningRate, momentum, nesterov, weightDecay } = this;
    return { rule: this.rule, learningRate, momentum, nesterov, weightDecay };
  }

  protected initialState(parameter: Tensor): RuleState {
    return this.momentum === 0 ? {} : { momentum: zerosLike(parameter) };
  }

  protected update({ parameter, gradient, state, learningRate }: RuleStep): { parameter: Tensor; state: RuleState } {
    const slope = this.weightDecay === 0 ? gradient : add(gradient, mul(parameter, this.weightDecay));
    if (state.momentum === undefined) return { parameter: sub(parameter, mul(slope, learningRate)), state };
    const momentum = add(mul(state.momentum, this.momentum), slope);
    const direction = this.nesterov ? add(slope, mul(momentum, this.momentum)) : momentum;
    return { parameter: sub(parameter, mul(direction, learningRate)), state: { momentum } };
  }
}
