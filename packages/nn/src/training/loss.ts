import type { Tensor } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";
import type { Module } from "../module/module.ts";

/**
 * A scalar, the mean over the samples of a batch; arguments are borrowed.
 *
 * The model is there for losses that look at its weights: in training they see the values that the forward used.
 */
export type LossFunction = (output: Tensor, target: Tensor, model: Module) => Tensor;

/** A loss as a function, or as an object that holds its options. */
export type Loss = LossFunction | { forward(output: Tensor, target: Tensor, model: Module): Tensor };

/** @throws SurenetError `E_OPTION` for anything that is neither */
export function lossFunction(where: string, loss: Loss): LossFunction {
  if (typeof loss === "function") return loss;
  if (typeof loss === "object" && loss !== null && typeof loss.forward === "function") return (...args) => loss.forward(...args);
  throw invalidOption({ where, option: "loss", got: loss, expected: "a function (output, target, model) or an object with forward" });
}
