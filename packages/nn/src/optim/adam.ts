import { type Tensor, zerosLike } from "@tensorflow/tfjs-core";
import { adamStep as fusedStep, checkOptions } from "@surenet/tensor-backend";
import type { JsonObject } from "../module/json.ts";
import type { RuleState } from "./manifold.ts";
import { Optimizer, type OptimizerOptions, type RuleStep } from "./optimizer.ts";
import { fraction, positive } from "./rule-options.ts";

export interface AdamOptions extends OptimizerOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly eps?: number;
}

/**
 * Steps of a length that does not depend on the gradient's.
 *
 * `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `p ← p − η · m/(1−β₁ᵗ) / (√(v/(1−β₂ᵗ)) + ε)`
 *
 * @see Kingma & Ba 2015, algorithm 1
 * @example new Adam({ learningRate: 1e-2 })
 */
export class Adam extends Optimizer {
  readonly rule: string = "Adam";
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;

  constructor(options: AdamOptions = {}) {
    checkOptions("Adam", options, ["learningRate", "groups", "beta1", "beta2", "eps"]);
    super(options);
    const { beta1 = 0.9, beta2 = 0.999, eps = 1e-8 } = options;
    this.beta1 = fraction("Adam", "beta1", beta1);
    this.beta2 = fraction("Adam", "beta2", beta2);
    this.eps = positive("Adam", "eps", eps);
  }

  config(): JsonObject {
    const { learningRate, beta1, beta2, eps } = this;
    return { rule: this.rule, learningRate, beta1, beta2, eps };
  }

  protected initialState(parameter: Tensor): RuleState {
    return { m: zerosLike(parameter), v: zerosLike(parameter) };
  }

  protected update(step: RuleStep): { parameter: Tensor; state: RuleState } {
    return adamStep(step, this);
  }
}

/** One step of the formula of {@link Adam}. */
export function adamStep(
  { parameter, gradient, state, learningRate, count }: RuleStep,
  { beta1, beta2, eps }: { readonly beta1: number; readonly beta2: number; readonly eps: number },
): { parameter: Tensor; state: RuleState } {
  const moments = { m: state.m ?? zerosLike(parameter), v: state.v ?? zerosLike(parameter) };
  const next = fusedStep({ parameter, gradient, ...moments }, { learningRate, beta1, beta2, eps, count });
  return { parameter: next.parameter, state: { m: next.m, v: next.v } };
}
