import type { NumberKind, NumbersKind } from "./number-kinds.ts";

/** One option of a command: how it is read, what it is when not given, and its line in the help. */
export interface Option {
  readonly kind: "text" | "flag" | NumberKind | NumbersKind;
  /** What the help shows behind the name, such as `<path|generator>`; flags have none. */
  readonly value?: string;
  readonly help: string;
  /** Texts that are possible, when there are only some. */
  readonly choices?: readonly string[];
  /** What it is when not given; the help adds it. A default that depends on the data stands in the help's words. */
  readonly default?: string | number;
}

export type Options = Readonly<Record<string, Option>>;

type Read<O extends Option> = O["kind"] extends "flag"
  ? boolean
  : O["kind"] extends NumberKind
    ? number
    : O["kind"] extends NumbersKind
      ? readonly number[]
      : O extends { readonly choices: readonly (infer Choice)[] }
        ? Choice
        : string;

/** What a command's options come to; undefined for what was not given and has no default. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends { readonly kind: "flag" } | { readonly default: string | number }
    ? Read<O[K]>
    : Read<O[K]> | undefined;
};
