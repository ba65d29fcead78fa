import { SurenetError } from "@surenet/tensor-backend";
import { Stopped } from "./stop.ts";
import type { Host } from "./terminal.ts";
import { wrap } from "./wrap.ts";

const PREFIX = "surenet: ";

/**
 * Tells the person who gave the command what went wrong, in one paragraph on stderr.
 *
 * @returns the exit code: 2 for what they can mend, 128 + n for signal n, 1 for our own faults
 */
export function explainError(error: unknown, { stderr, signal }: Host, { debug }: { readonly debug: boolean }): number {
  const say = (text: string): void => {
    const folded = stderr.isTTY === true ? wrap(text, { width: stderr.columns || 80, indent: PREFIX.length }) : text;
    stderr.write(`${folded}\n${debug && error instanceof Error ? `${error.stack}\n` : ""}`);
  };
  const { reason }: { readonly reason: unknown } = signal;
  if (signal.aborted && reason instanceof Stopped) {
    say(error instanceof Stopped ? error.message : reason.message);
    return reason.exitCode;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SurenetError) say(PREFIX + message);
  else if (isSystemError(error)) say(`${PREFIX}${error.path ?? error.syscall}: the system refuses (${message})`);
  else {
    say(`${PREFIX}this should not have happened: ${message}. Please report it, with what --debug prints.`);
    return 1;
  }
  return 2;
}

/** A disk that is full, a folder that may not be written: nothing we can do, but the person can. */
function isSystemError(error: unknown): error is Error & { readonly syscall: string; readonly path?: string } {
  return error instanceof Error && "syscall" in error && typeof error.syscall === "string";
}
