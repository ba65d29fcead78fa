import { wrap } from "../terminal/wrap.ts";
import type { Option, Options } from "./option.ts";

export interface Helped {
  readonly name: string;
  readonly about: string;
  readonly options: Options;
  /** Words after the command's name. */
  readonly examples: readonly string[];
  /** What a person should know beside the options. */
  readonly notes?: string;
}

const WIDTH = 110;

/** The help of one command: what it does, its options, examples that work. */
export function helpText({ name, about, options, examples, notes }: Helped): string {
  const rows = Object.entries(options).map(
    ([option, { value = "", ...rest }]) => [`  --${option} ${value}`.trimEnd(), description(rest)] as const,
  );
  const indent = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    `surenet ${name}: ${about}`,
    "",
    ...rows.map(([left, help]) => wrap(`${left.padEnd(indent - 1)} ${help}`, { width: WIDTH, indent })),
    "",
    ...(notes === undefined ? [] : [wrap(notes, { width: WIDTH, indent: 0 }), ""]),
    "Examples:",
    ...examples.map((words) => `  npm start -- ${name} ${words}`.trimEnd()),
  ].join("\n");
}

function description({ help, default: otherwise }: Omit<Option, "value">): string {
  return otherwise === undefined ? help : `${help} (default ${otherwise})`;
}
