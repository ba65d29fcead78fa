import type { Tensor } from "@tensorflow/tfjs-core";

/** Named tensors that a rule keeps between steps, such as a momentum. */
export type RuleState = Readonly<Record<string, Tensor>>;

export interface ManifoldStep {
  readonly parameter: Tensor;
  /** Euclidean gradient of the loss, already clipped. */
  readonly gradient: Tensor;
  readonly state: RuleState;
  /** The manifold's (or the group's) learning rate times the schedule's scale. */
  readonly learningRate: number;
}

/**
 * A constraint set with a descent rule of its own, which replaces the optimiser's rule for the parameters on it.
 *
 * Adaptive rules (Adam's second moment) lead off a constraint set and a projection afterwards undoes part of the step; a manifold
 * projects its momentum and retracts instead.
 */
export interface Manifold {
  /** Part of the file format: it names the rule in saved optimiser states. */
  readonly name: string;
  readonly learningRate: number;
  /** The state before the first step; owned by the caller. */
  initialState(parameter: Tensor): RuleState;
  /**
   * One step. Arguments are borrowed, results owned by the caller, who tidies the intermediates.
   * The returned state has the names and shapes of the one that came in.
   */
  update(step: ManifoldStep): { readonly parameter: Tensor; readonly state: RuleState };
}
