import { parseArgs } from "node:util";
import { SurenetError, nearest } from "@surenet/tensor-backend";
import type { Option, Options, Values } from "./option.ts";

/**
 * Reads `--name value`, `--name=value` and `--flag` words.
 *
 * @throws SurenetError `E_OPTION` for an unknown option (naming the nearest), a missing or impossible value, or a stray word
 */
export function readArguments<const O extends Options>(command: string, words: readonly string[], options: O): Values<O> {
  const known = Object.keys(options);
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(Object.entries(options).map(([name, { kind }]) => [name, { type: kind === "flag" ? "boolean" : "string" } as const])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, unknown> = Object.fromEntries(Object.entries(options).flatMap(([name, { kind }]) => (kind === "flag" ? [[name, false]] : [])));
  for (const token of tokens) {
    if (token.kind === "positional") throw wrong(command, `there is no use for ${JSON.stringify(token.value)}`, "options only, each beginning with --");
    if (token.kind !== "option") continue;
    const option = options[token.name];
    if (option === undefined) throw unknown(command, token.rawName, known);
    values[token.name] = read(command, token.rawName, token.value, option);
  }
  return values as Values<O>;
}

function read(command: string, name: string, text: string | undefined, { kind, choices, value = "a value" }: Option): unknown {
  if (kind === "flag") {
    if (text !== undefined) throw wrong(command, `${name} takes no value`, "the flag alone", text);
    return true;
  }
  if (text === undefined || text === "") throw wrong(command, `${name} needs a value`, value);
  if (kind === "number") return number(command, name, text);
  if (kind === "numbers") return text.split(",").map((part) => number(command, name, part));
  if (choices !== undefined && !choices.includes(text)) {
    const close = nearest(text, choices);
    throw wrong(command, `${name} has no choice ${JSON.stringify(text)}`, choices.join(", "), undefined, close === undefined ? undefined : `Did you mean ${close}?`);
  }
  return text;
}

function number(command: string, name: string, text: string): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw wrong(command, `${name} is not usable`, "a number", text);
}

function unknown(command: string, name: string, known: readonly string[]): SurenetError {
  const close = nearest(name.replace(/^-+/, ""), known);
  const fix = close === undefined ? `See: surenet ${command} --help` : `Did you mean --${close}?`;
  return new SurenetError("E_OPTION", { where: command, problem: `there is no option ${name}`, fix });
}

function wrong(command: string, problem: string, expected: string, got?: unknown, fix?: string): SurenetError {
  return new SurenetError("E_OPTION", { where: command, problem, expected, ...(got === undefined ? {} : { got }), ...(fix === undefined ? {} : { fix }) });
}
