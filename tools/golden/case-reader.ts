import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { type GoldenCase, numbers } from "./vectors.ts";

/** Hands out the params and inputs of a case, and remembers which nobody asked for: those the runner does not understand. */
export class CaseReader {
  readonly #case: GoldenCase;
  readonly #read = new Set<string>();

  constructor(golden: GoldenCase) {
    this.#case = golden;
  }

  has(input: string): boolean {
    return input in this.#case.inputs;
  }

  /** The names of the inputs that start so, without that start. */
  inputNames(start = ""): string[] {
    return Object.keys(this.#case.inputs).flatMap((name) => (name.startsWith(start) ? [name.slice(start.length)] : []));
  }

  hasParam(name: string): boolean {
    return name in this.#case.params;
  }

  param<T>(name: string): T | undefined {
    this.#read.add(`params.${name}`);
    return this.#case.params[name] as T | undefined;
  }

  /** All params, for an adapter that passes them on. */
  allParams(): Readonly<Record<string, unknown>> {
    for (const name of Object.keys(this.#case.params)) this.#read.add(`params.${name}`);
    return this.#case.params;
  }

  /** The options among the params, their names in camelCase; null counts as not given unless `keepNull` names it. */
  options(names: readonly string[], keepNull: readonly string[] = []): Record<string, unknown> {
    const entries = names.filter((name) => this.hasParam(name)).map((name): [string, unknown] => [camelCase(name), this.param(name)]);
    return Object.fromEntries(entries.filter(([name, value]) => value !== null || keepNull.includes(name)));
  }

  /** An input as a tensor, which the caller's scope disposes; int64 becomes int32. */
  input(name: string): Tensor {
    const stored = this.#case.inputs[name];
    if (stored === undefined) throw new Error(`the case has no input ${name}`);
    this.#read.add(`inputs.${name}`);
    return tensor(Float32Array.from(numbers(stored)), [...stored.shape], stored.dtype?.startsWith("int") ? "int32" : "float32");
  }

  /** Names that the adapter left unread. */
  unread(): string[] {
    const all = [
      ...Object.keys(this.#case.params).map((name) => `params.${name}`),
      ...Object.keys(this.#case.inputs).map((name) => `inputs.${name}`),
    ];
    return all.filter((name) => !this.#read.has(name));
  }
}

export function camelCase(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
