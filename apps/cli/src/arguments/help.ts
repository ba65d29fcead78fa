import type { Options } from "./option.ts";

/** The help of one command: what it does, its options, examples that work. */
export function helpText(command: string, about: string, options: Options, examples: readonly string[]): string {
  const rows = Object.entries(options).map(([name, { value = "", help }]) => [`--${name} ${value}`.trimEnd(), help] as const);
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return [
    `surenet ${command}: ${about}`,
    "",
    ...rows.map(([left, help]) => `  ${left.padEnd(width)}${help}`),
    "",
    "Examples:",
    ...examples.map((example) => `  npm start -- ${command} ${example}`),
  ].join("\n");
}
