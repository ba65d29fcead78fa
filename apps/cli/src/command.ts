import type { Options, Values } from "./arguments/option.ts";
import type { Terminal } from "./terminal.ts";

/** One word of the command line: its options, and what it does with them. */
export interface Command<O extends Options = Options> {
  readonly name: string;
  readonly about: string;
  readonly options: O;
  /** Words after the command's name. */
  readonly examples: readonly string[];
  run(values: Values<O>, terminal: Terminal): Promise<void>;
}

/** Keeps the options' names and kinds in the type, so that `run` knows its values. */
export function command<const O extends Options>(definition: Command<O>): Command<O> {
  return definition;
}
