import { SurenetError, nearest } from "@surenet/tensor-backend";
import { helpText } from "./arguments/help.ts";
import type { Command } from "./command.ts";
import { certifyCommand } from "./commands/certify.ts";
import { exportCommand } from "./commands/export.ts";
import { inspectCommand } from "./commands/inspect.ts";
import { predictCommand } from "./commands/predict.ts";
import { trainCommand } from "./commands/train.ts";
import { versions } from "./run/versions.ts";
import { explainError } from "./terminal/explain-error.ts";
import type { Host } from "./terminal/terminal.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [trainCommand, certifyCommand, predictCommand, inspectCommand, exportCommand];

const OVERVIEW = [
  "surenet: networks you can be sure of",
  "",
  ...commands.map(({ name, about }) => `  ${name.padEnd(9)} ${about}`),
  "",
  "  npm start                              trains on two moons, then certifies fresh ones",
  "  npm start -- train --help              the options of a command, with examples",
  "  npm start --silent -- .. --json -      JSON alone on stdout, without npm's own lines",
  "",
  "Exit codes: 0, 2 for what you can mend, 130 after Ctrl-C, 1 for our own faults (--debug says more).",
].join("\n");

/** Runs one command line; the result is the exit code. */
export async function runCli(words: readonly string[], host: Host): Promise<number> {
  const debug = words.includes("--debug");
  const rest = words.filter((word) => word !== "--debug");
  try {
    if (rest.length > 0) await runCommand(rest, host);
    else {
      await trainCommand.run([], host);
      host.stdout.write("\n");
      await certifyCommand.run(["--model", "run/twoMoons-0", "--data", "twoMoons"], host);
    }
    return 0;
  } catch (error) {
    return explainError(error, host, { debug });
  }
}

async function runCommand([name = "", ...words]: readonly string[], host: Host): Promise<void> {
  const print = (text: string): void => void host.stdout.write(`${text}\n`);
  if (name === "--version") return print(`surenet ${versions().surenet}`);
  const topic = name === "help" ? words[0] : name;
  if (topic === undefined || topic === "--help" || topic === "-h") return print(OVERVIEW);
  const chosen = commands.find((command) => command.name === topic);
  if (chosen === undefined) throw unknownCommand(topic);
  if (name === "help" || words.includes("--help") || words.includes("-h")) return print(helpText(chosen));
  await chosen.run(words, host);
}

function unknownCommand(name: string): SurenetError {
  const names = commands.map((command) => command.name);
  const close = nearest(name, names);
  const fix = close === undefined ? "For example: npm start -- train --data twoMoons" : `Did you mean ${close}?`;
  return new SurenetError("E_OPTION", {
    where: "command line",
    problem: `there is no command ${JSON.stringify(name)}`,
    expected: `one of ${names.join(", ")}`,
    fix,
  });
}
