import { type Tensor, keep } from "@tensorflow/tfjs-core";

/**
 * Tensors that outlive the `tidy` of the step that made them, until the next step or the end of the sequence replaces them: there are never
 * more of them than names.
 */
export class HeldTensors<Names extends string> {
  #tensors: Readonly<Record<Names, Tensor>> | undefined;

  get current(): Readonly<Record<Names, Tensor>> | undefined {
    return this.#tensors;
  }

  /** Takes over tensors that the caller made; what was held before and is not among them is disposed. */
  replace(next: Readonly<Record<Names, Tensor>>): void {
    const kept = new Set<Tensor>(Object.values(next));
    const before = this.#tensors;
    for (const tensor of kept) keep(tensor);
    this.#tensors = { ...next };
    for (const tensor of Object.values<Tensor>(before ?? {})) if (!kept.has(tensor)) tensor.dispose();
  }

  dispose(): void {
    for (const tensor of Object.values<Tensor>(this.#tensors ?? {})) tensor.dispose();
    this.#tensors = undefined;
  }
}
