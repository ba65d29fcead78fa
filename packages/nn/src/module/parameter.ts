import { type Tensor, type Variable, clone, engine, keep, tidy, variable } from "@tensorflow/tfjs-core";
import { checkOptions, wrongState } from "@surenet/tensor-backend";
import type { Manifold } from "../optim/manifold.ts";
import { currentPass } from "./forward-pass.ts";
import type { Parametrisation } from "./parametrisation.ts";

export interface ParameterOptions {
  /** False for a constant of the gradient. */
  readonly trainable?: boolean;
  /** The constraint set whose rule replaces the optimiser's. */
  readonly manifold?: Manifold;
  /** The chain from the raw parameter to the weight, first step first. */
  readonly parametrisations?: readonly Parametrisation[];
}

/**
 * A trainable tensor, and the chain of parametrisations through which a layer sees it.
 *
 * `value = step_k(… step_1(variable))`. In a {@link forwardPass} the chain runs once. In evaluation its result is kept until the raw
 * tensor or a buffer of a step changes, except under a gradient tape, where a trainable parameter runs the chain so that the gradient
 * reaches the raw tensor.
 *
 * @example
 * const weight = new Parameter(() => rng.normal([3, 2]), { parametrisations: [spectral] });
 * matMul(x, weight.value);
 */
export class Parameter {
  /** The raw parameter: what optimisers change and files hold. */
  readonly variable: Variable;
  readonly manifold: Manifold | undefined;
  /** Set by `Module.train`. */
  training = true;
  #steps: readonly Parametrisation[];
  #evaluated: { readonly version: readonly object[]; readonly value: Tensor } | undefined;

  /** @param initial the first value, borrowed; or a function that makes it, whose tensors are tidied */
  constructor(initial: Tensor | (() => Tensor), options: ParameterOptions = {}) {
    checkOptions("Parameter", options, ["trainable", "manifold", "parametrisations"]);
    const { trainable = true, manifold, parametrisations = [] } = options;
    this.variable = tidy(() => variable(typeof initial === "function" ? initial() : initial, trainable));
    this.manifold = manifold;
    this.#steps = parametrisations;
  }

  /** The chain from the raw parameter to the weight, first step first. */
  get parametrisations(): readonly Parametrisation[] {
    return this.#steps;
  }

  get trainable(): boolean {
    return this.variable.trainable;
  }

  set trainable(trainable: boolean) {
    this.variable.trainable = trainable;
  }

  get shape(): readonly number[] {
    return this.variable.shape;
  }

  /**
   * The weight. Never dispose it: without parametrisations it is the variable itself; in a pass and in evaluation it belongs to the
   * cache. In training (or under a tape) outside a pass every read computes a new tensor, which the surrounding `tidy` cleans up.
   */
  get value(): Tensor {
    if (this.parametrisations.length === 0) return this.variable;
    const recorded = this.trainable && engine().state.gradientDepth > 0;
    if (!this.training && !recorded) return this.#cached();
    const evaluate = (): Tensor => this.#evaluate();
    return currentPass()?.valueOf(this, evaluate) ?? evaluate();
  }

  /**
   * Puts a step at the end of the chain; the parameter takes over its buffers. Optimisers and forwards see it from the next evaluation on.
   *
   * @throws SurenetError `E_STATE` when the chain has a step of that name, whose buffers would be saved under the same names
   */
  parametrise(step: Parametrisation): void {
    if (this.#steps.some(({ name }) => name === step.name))
      throw wrongState({ where: "Parameter.parametrise", problem: `the chain has a step ${JSON.stringify(step.name)} already` });
    this.touch();
    this.#steps = [...this.#steps, step];
  }

  /**
   * Ends a step and those before it: the raw parameter takes the value that they gave, so that the weight stays what it was.
   *
   * @throws SurenetError `E_STATE` when the chain has no such step
   */
  settle(name: string): void {
    const end = this.#steps.findIndex((step) => step.name === name) + 1;
    if (end === 0) throw wrongState({ where: "Parameter.settle", problem: `the chain has no step ${JSON.stringify(name)}` });
    const ended = this.#steps.slice(0, end);
    tidy(() => this.assign(this.#through(ended)));
    this.touch();
    this.#steps = this.#steps.slice(end);
    for (const step of ended) for (const buffer of Object.values(step.buffers?.() ?? {})) buffer.dispose();
  }

  /** Takes over the numbers of `value`, which is borrowed; shape and type must agree. */
  assign(value: Tensor): void {
    if (value.dataId !== this.variable.dataId) this.variable.assign(value);
  }

  /** Tells the cache that a kernel changed the raw numbers in place; `assign` needs no such call. */
  touch(): void {
    this.#evaluated?.value.dispose();
    this.#evaluated = undefined;
  }

  dispose(): void {
    this.touch();
    for (const step of this.parametrisations) for (const buffer of Object.values(step.buffers?.() ?? {})) buffer.dispose();
    if (!this.variable.isDisposed) this.variable.dispose();
  }

  #cached(): Tensor {
    const version = this.#version();
    if (this.#evaluated === undefined || this.#evaluated.version.some((part, i) => part !== version[i])) {
      this.touch();
      this.#evaluated = { version, value: keep(this.#evaluate()) };
    }
    return this.#evaluated.value;
  }

  #evaluate(): Tensor {
    return this.#through(this.#steps);
  }

  #through(steps: readonly Parametrisation[]): Tensor {
    const { training } = this;
    // The clone (of the handle, not of the numbers) owns itself even when every step returned its input.
    return tidy(() => clone(steps.reduce<Tensor>((weight, step) => step.apply(weight, { training }), this.variable)));
  }

  /** tf.Variable.assign replaces `dataId`, so the identities of the data say whether anything changed. */
  #version(): object[] {
    const buffers = this.parametrisations.flatMap((step) => Object.values(step.buffers?.() ?? {}));
    return [this.variable.dataId, ...buffers.map((buffer) => buffer.variable.dataId)];
  }
}
