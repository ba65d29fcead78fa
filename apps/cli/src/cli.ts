import { SurenetError, nearest } from "@surenet/tensor-backend";
import { helpText } from "./arguments/help.ts";
import { readArguments } from "./arguments/read-arguments.ts";
import type { Command } from "./command.ts";
import { certifyCommand } from "./commands/certify.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { predictCommand } from "./commands/predict.ts";
import { trainCommand } from "./commands/train.ts";
import { processTerminal } from "./terminal.ts";

const commands = { train: trainCommand, certify: certifyCommand, predict: predictCommand, inspect: inspectCommand };

const OVERVIEW = [
  "surenet: networks you can be sure of",
  "",
  ...Object.values(commands).map(({ name, about }) => `  ${name.padEnd(9)} ${about}`),
  "",
  "  npm start                              trains on two moons, then certifies fresh ones",
  "  npm start -- train --help              the options of a command",
].join("\n");

/** Runs one command line; the result is the exit code: 0, 2 for what the user can mend, 130 after Ctrl-C, 1 for our own faults. */
export async function runCli(words: readonly string[], signal: AbortSignal): Promise<number> {
  const debug = words.includes("--debug");
  try {
    const rest = words.filter((word) => word !== "--debug");
    if (rest.length > 0) return await runCommand(rest, signal);
    await runCommand(["train"], signal);
    return await runCommand(["certify", "--model", "run/twoMoons-0", "--data", "twoMoons", "--seed", "1"], signal);
  } catch (error) {
    return explain(error, debug, signal);
  }
}

async function runCommand([name = "", ...words]: readonly string[], signal: AbortSignal): Promise<number> {
  if (name === "--help" || name === "help" || name === "-h") {
    process.stdout.write(`${OVERVIEW}\n`);
    return 0;
  }
  if (!(name in commands)) {
    const close = nearest(name, Object.keys(commands));
    const fix = close === undefined ? "See: npm start -- --help" : `Did you mean ${close}?`;
    throw new SurenetError("E_OPTION", { where: "surenet", problem: `there is no command ${JSON.stringify(name)}`, fix });
  }
  const command: Command = commands[name as keyof typeof commands] as unknown as Command;
  if (words.includes("--help") || words.includes("-h")) {
    process.stdout.write(`${helpText(name, command.about, command.options, command.examples)}\n`);
    return 0;
  }
  const [first = "", ...others] = words;
  const spelt = name === "inspect" && first !== "" && !first.startsWith("-") ? ["--model", first, ...others] : words; // surenet inspect run/
  const values = readArguments(name, spelt, command.options);
  const { quiet, json }: Readonly<Record<string, unknown>> = values;
  await command.run(values, processTerminal({ quiet: quiet === true, jsonOnly: json === "-" }, signal));
  return 0;
}

/** One paragraph for the person who gave the command. */
function explain(error: unknown, debug: boolean, signal: AbortSignal): number {
  if (signal.aborted) {
    process.stderr.write("\nstopped; the same command with --resume continues exactly here\n");
    return 130;
  }
  if (error instanceof SurenetError) {
    process.stderr.write(`surenet: ${error.message}\n`);
    if (debug) process.stderr.write(`${error.stack}\n`);
    return 2;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`surenet: this should not have happened: ${message}\n         Please report it, with what --debug prints.\n`);
  if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return 1;
}
