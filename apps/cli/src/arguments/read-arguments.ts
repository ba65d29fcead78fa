import { SurenetError, nearest } from "@surenet/tensor-backend";
import { LIST_KINDS, NUMBER_KINDS, readNumber } from "./number-kinds.ts";
import type { Option, Options, Values } from "./option.ts";
import { wrongOption } from "./wrong-option.ts";

export interface ReadOptions<O extends Options> {
  readonly command: string;
  readonly options: O;
  /** The option that a word without dashes stands for. */
  readonly positional?: keyof O & string;
}

/**
 * Reads `--name value`, `--name=value` and `--flag` words; what comes last counts.
 *
 * @throws SurenetError `E_OPTION` for an unknown option (naming the nearest), a missing or impossible value, or a stray word
 * @example readArguments(["--epochs", "5"], { command: "train", options }).epochs // 5
 */
export function readArguments<const O extends Options>(
  words: readonly string[],
  { command, options, positional }: ReadOptions<O>,
): Values<O> {
  const values: Record<string, unknown> = Object.fromEntries(
    Object.entries(options).map(([name, { kind, default: otherwise }]) => [name, kind === "flag" ? false : otherwise]),
  );
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith("-")) {
      if (positional === undefined || values[positional] !== undefined) throw strayWord(command, word);
      values[positional] = word;
      continue;
    }
    const [, name = "", inline] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) throw unknownOption(command, word, Object.keys(options));
    const follows = option.kind !== "flag" && inline === undefined && rest[0]?.startsWith("--") === false;
    values[name] = read(command, name, follows ? rest.shift() : inline, option);
  }
  return values as Values<O>; // every option was given its default, or read by its kind
}

function read(command: string, name: string, text: string | undefined, { kind, choices, value = "a value" }: Option): unknown {
  if (kind === "flag") {
    if (text !== undefined) throw wrong(command, { problem: `--${name} takes no value`, expected: "the flag alone", got: text });
    return true;
  }
  if (text === undefined || text === "") throw wrong(command, { problem: `--${name} needs a value`, expected: value });
  if (kind === "counts" || kind === "positives") {
    const entries = text.split(",").map((entry) => readNumber(entry, LIST_KINDS[kind]));
    if (!entries.includes(undefined)) return entries;
    const expected = `${NUMBER_KINDS[LIST_KINDS[kind]].expected}, or some separated by commas`;
    throw wrongOption(command, name, { expected, got: text });
  }
  if (kind !== "text") {
    const found = readNumber(text, kind);
    if (found !== undefined) return found;
    throw wrongOption(command, name, { expected: NUMBER_KINDS[kind].expected, got: text });
  }
  if (choices === undefined || choices.includes(text)) return text;
  const close = nearest(text, choices);
  const fix = close === undefined ? {} : { fix: `Did you mean ${close}?` };
  throw wrongOption(command, name, { expected: `one of ${choices.join(", ")}`, got: text, ...fix });
}

function strayWord(command: string, word: string): SurenetError {
  const fix = "If npm took the options away, put -- before them: npm start -- <command> <options>.";
  return wrong(command, { problem: `there is no use for ${JSON.stringify(word)}`, expected: "options, each beginning with --", fix });
}

function unknownOption(command: string, word: string, known: readonly string[]): SurenetError {
  const [given = word] = word.split("=");
  const close = nearest(given.replace(/^-+/, ""), known);
  return wrong(command, {
    problem: `there is no option ${given}`,
    fix: close === undefined ? `See: npm start -- ${command} --help` : `Did you mean --${close}?`,
  });
}

function wrong(where: string, details: { problem: string; expected?: string; got?: unknown; fix?: string }): SurenetError {
  return new SurenetError("E_OPTION", { where, ...details });
}
