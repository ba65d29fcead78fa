import { SurenetError } from "@surenet/tensor-backend";

/** `E_OPTION`: an option has a value that cannot be meant. */
export function wrongOption(command: string, option: string, details: { expected: string; got: unknown; fix?: string }): SurenetError {
  return new SurenetError("E_OPTION", { where: command, problem: `--${option} is not usable`, ...details });
}

/** `E_OPTION`: a command cannot do without this one. */
export function missingOption(command: string, option: string, expected: string): SurenetError {
  return new SurenetError("E_OPTION", { where: command, problem: `--${option} is missing`, expected });
}
