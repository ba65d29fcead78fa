import { type Tensor, type Optimizer as TfOptimizer, tidy, zerosLike } from "@tensorflow/tfjs-core";
import { unsupported } from "@surenet/tensor-backend";
import type { Module } from "../module/module.ts";
import type { Parameter } from "../module/parameter.ts";

/** What the training loop needs of an optimiser. */
export interface Stepper {
  step(gradients: ReadonlyMap<Parameter, Tensor>, options: { readonly scale: number; readonly checked: boolean }): void;
}

/**
 * Drives an optimiser of TensorFlow.js, which knows neither manifolds nor an exact resume.
 *
 * It keeps its state by position, so every trainable parameter is passed at every step, with zeros where there is no gradient. A schedule
 * works through `setLearningRate` or the `learningRate` field.
 *
 * @throws SurenetError `E_UNSUPPORTED` when a parameter lies on a manifold
 */
export function tfStepper(optimizer: TfOptimizer, model: Module): Stepper {
  const where = `train with tf's ${optimizer.getClassName()}`;
  const onManifold = model.namedParameters().find(([, parameter]) => parameter.manifold !== undefined);
  if (onManifold !== undefined) {
    const problem = `${onManifold[0]} lies on the manifold ${onManifold[1].manifold?.name}, which only the optimisers of @surenet/nn respect`;
    throw unsupported({ where, problem, fix: "Use Adam, AdamW, Sgd or RmsProp of @surenet/nn." });
  }
  const parameters = model.parameters().filter((parameter) => parameter.trainable);
  const setRate = rateSetter(optimizer, where);
  return {
    step: (gradients, { scale }) => {
      setRate(scale);
      tidy(() => {
        const named = parameters.map((parameter) => [parameter.variable.name, gradients.get(parameter) ?? zerosLike(parameter.variable)]);
        optimizer.applyGradients(Object.fromEntries(named));
      });
    },
  };
}

/** Multiplies the optimiser's own learning rate, in one of the two ways that tf's optimisers offer. */
function rateSetter(optimizer: TfOptimizer, where: string): (scale: number) => void {
  const open = optimizer as { learningRate?: unknown; setLearningRate?: (rate: number) => void }; // protected in tf's declarations
  const base = open.learningRate;
  return (scale) => {
    if (typeof base === "number") {
      if (open.setLearningRate === undefined) open.learningRate = base * scale;
      else open.setLearningRate(base * scale);
    } else if (scale !== 1) {
      throw unsupported({ where, problem: "its learning rate cannot be scheduled", fix: "Pass schedule: constant()." });
    }
  };
}
