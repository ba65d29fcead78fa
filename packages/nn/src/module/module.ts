import type { Tensor } from "@tensorflow/tfjs-core";
import { type Rng, wrongState } from "@surenet/tensor-backend";
import type { Buffer } from "./buffer.ts";
import type { TorchLayout } from "../storage/torch/torch-layout.ts";
import type { JsonObject } from "./json.ts";
import type { Parameter } from "./parameter.ts";
import { loadState } from "./load-state.ts";
import { childrenOf, membersOf } from "./walk.ts";

/** The structure of a module as data; {@link buildModule} is the way back. */
export interface ModuleJson {
  /** The registered id, never a class name (bundlers change those). */
  readonly type: string;
  readonly config: JsonObject;
  /** For containers, whose parts the config cannot describe. */
  readonly children?: readonly ModuleJson[];
}

/**
 * A function with state: parameters, buffers, and other modules, found among its own enumerable properties, in
 * arrays and in plain objects.
 *
 * `forward` borrows its input and returns a tensor that belongs to the caller; what it makes in between it tidies.
 *
 * @example
 * class Scale extends Module {
 *   static readonly id: string = "example.Scale";
 *   readonly factor = new Parameter(() => ones([1]));
 *   forward(x: Tensor): Tensor {
 *     return mul(x, this.factor.value);
 *   }
 * }
 */
export abstract class Module {
  #training = true;
  readonly #adopted = new Set<{ dispose(): void }>();

  abstract forward(x: Tensor): Tensor;

  /** What the constructor needs to make this module again, weights and randomness apart. */
  config(): JsonObject {
    return {};
  }

  /** Where torch's names and layouts differ from ours, for `toTorch` and `fromTorch`. */
  torchLayout(): TorchLayout {
    return {};
  }

  get training(): boolean {
    return this.#training;
  }

  /** Switches this module and all below it between training and evaluation. */
  train(mode = true): this {
    const { modules, parameters } = membersOf<Module>(this, isModule);
    this.#training = mode;
    for (const [, module] of modules) module.#training = mode;
    for (const [, parameter] of parameters) parameter.training = mode;
    return this;
  }

  eval(): this {
    return this.train(false);
  }

  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Paths such as `layers.0.weight`; a shared parameter appears once, under its first path. */
  namedParameters(): [string, Parameter][] {
    return membersOf<Module>(this, isModule).parameters;
  }

  buffers(): Buffer[] {
    return this.namedBuffers().map(([, buffer]) => buffer);
  }

  namedBuffers(): [string, Buffer][] {
    return membersOf<Module>(this, isModule).buffers;
  }

  /** The random streams that the module draws from; checkpoints hold their states. */
  namedRngs(): [string, Rng][] {
    return membersOf<Module>(this, isModule).rngs;
  }

  children(): Module[] {
    return this.namedChildren().map(([, child]) => child);
  }

  namedChildren(): [string, Module][] {
    return childrenOf<Module>(this, isModule);
  }

  /** This module and all below it, with their paths; its own path is empty. */
  namedModules(): [string, Module][] {
    return [["", this], ...membersOf<Module>(this, isModule).modules];
  }

  /** Raw parameters and buffers by path: the live variables, borrowed. */
  stateDict(): Record<string, Tensor> {
    const { parameters, buffers } = membersOf<Module>(this, isModule);
    return Object.fromEntries([...parameters, ...buffers].map(([name, { variable }]) => [name, variable]));
  }

  /**
   * Takes over the numbers of a state dict; all of them or, when anything does not fit, none.
   *
   * @param dict borrowed
   * @param options `strict: false` ignores names that only one side has
   * @throws SurenetError `E_VALUE` for missing or unexpected names, `E_SHAPE`, `E_DTYPE`
   */
  loadStateDict(dict: Readonly<Record<string, Tensor>>, options: { readonly strict?: boolean } = {}): void {
    const { parameters, buffers } = membersOf<Module>(this, isModule);
    loadState(new Map<string, Parameter | Buffer>([...parameters, ...buffers]), dict, options);
  }

  /** @throws SurenetError `E_STATE` when the class has no `static readonly id` */
  toJSON(): ModuleJson {
    const { id, name } = this.constructor as { readonly id?: unknown; readonly name: string };
    if (typeof id !== "string") {
      throw wrongState({
        where: `${name}.toJSON`,
        problem: "the class has no id to be saved under",
        fix: `Give it one: static readonly id: string = "my-package.${name}".`,
      });
    }
    return { type: id, config: this.config() };
  }

  /** Makes `resource` (an optimiser's state) end with this module. */
  adopt(resource: { dispose(): void }): void {
    this.#adopted.add(resource);
  }

  /** Releases all parameters and buffers, also those shared with another module, and what it adopted. A second call does nothing. */
  dispose(): void {
    const { parameters, buffers } = membersOf<Module>(this, isModule);
    for (const [, owned] of [...parameters, ...buffers]) owned.dispose();
    for (const resource of this.#adopted) resource.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}

function isModule(value: object): value is Module {
  return value instanceof Module;
}
