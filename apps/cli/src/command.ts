import type { Helped } from "./arguments/help.ts";
import type { Options, Values } from "./arguments/option.ts";
import { readArguments } from "./arguments/read-arguments.ts";
import { type Host, type Terminal, terminalOf } from "./terminal/terminal.ts";

interface Definition<O extends Options> extends Helped {
  readonly options: O;
  /** The option that a word without dashes stands for. */
  readonly positional?: keyof O & string;
  run(values: Values<O>, terminal: Terminal): Promise<void>;
}

/** One word of the command line: what its help says, and what it does with the words that follow. */
export interface Command extends Helped {
  run(words: readonly string[], host: Host): Promise<void>;
}

/** A command from its options and from what it does with their values. */
export function command<const O extends Options>(definition: Definition<O>): Command {
  const { name, options, positional, run, ...helped } = definition;
  return {
    ...helped,
    name,
    options,
    async run(words, host) {
      const values = readArguments(words, { command: name, options, ...(positional === undefined ? {} : { positional }) });
      const { quiet, json }: Readonly<Record<string, unknown>> = values;
      await run(values, terminalOf(host, { quiet: quiet === true, jsonOnly: json === "-" }));
    },
  };
}
