import { type Tensor, type Variable, tidy, variable } from "@tensorflow/tfjs-core";

/** State that is saved with a model but never trained: a running mean, the vectors of a power iteration. */
export class Buffer {
  readonly variable: Variable;

  /** @param initial the first value, borrowed; or a function that makes it, whose tensors are tidied */
  constructor(initial: Tensor | (() => Tensor)) {
    this.variable = tidy(() => variable(typeof initial === "function" ? initial() : initial, false));
  }

  /** Takes over the numbers of `value`, which is borrowed; shape and type must agree. */
  assign(value: Tensor): void {
    if (value.dataId !== this.variable.dataId) this.variable.assign(value);
  }

  dispose(): void {
    if (!this.variable.isDisposed) this.variable.dispose();
  }
}
