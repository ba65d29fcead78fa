import { type Tensor, clone, keep } from "@tensorflow/tfjs-core";
import type { Module } from "../module/module.ts";

/** A copy of a model's state at one time; it shares the numbers with the model until the model moves on. */
export class WeightSnapshot {
  readonly #tensors: Readonly<Record<string, Tensor>>;

  /** @param state borrowed, such as `model.stateDict()` */
  constructor(state: Readonly<Record<string, Tensor>>) {
    this.#tensors = Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, keep(clone(tensor))]));
  }

  /** Live tensors, borrowed. */
  stateDict(): Readonly<Record<string, Tensor>> {
    return this.#tensors;
  }

  restore(model: Module): void {
    model.loadStateDict(this.#tensors);
  }

  dispose(): void {
    for (const tensor of Object.values(this.#tensors)) tensor.dispose();
  }
}
