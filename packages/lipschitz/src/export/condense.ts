import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Module } from "@surenet/nn";

/** Steps that leave alone what already went through them, so that their result may stand for the raw weight. */
const PROJECTIONS = new Set(["spectral", "bjorck", "frobenius"]);

/**
 * Writes the projected weights into the raw parameters: what files and optimisers then hold is what the model computes with.
 *
 * Outputs in evaluation stay as they are and the constraints stay in force; a projection that starts at its own result has next to nothing to do. Weights on the Stiefel manifold, the
 * default of the spectral layers, are their own projection already.
 *
 * @returns the model
 * @example condense(model.eval())
 */
export function condense<M extends Module>(model: M): M {
  for (const parameter of model.parameters()) {
    const steps = parameter.parametrisations;
    const end = steps.findIndex(({ name }) => !PROJECTIONS.has(name));
    const projections = end < 0 ? steps : steps.slice(0, end);
    if (projections.length === 0) continue;
    tidy(() => parameter.assign(projections.reduce<Tensor>((weight, step) => step.apply(weight, { training: false }), parameter.variable)));
    parameter.touch();
  }
  return model;
}
