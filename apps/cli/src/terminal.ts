import path from "node:path";
import { styleText } from "node:util";

/** Where a command writes, and what the place can show. */
export interface Terminal {
  /** Results: stdout, nothing when only JSON is wanted there. */
  out(text: string): void;
  /** Progress and remarks: stderr. */
  note(text: string): void;
  /** Rewrites the last line of stderr; only when `live`. */
  rewrite(text: string): void;
  /** JSON for `--json -`, whatever else is silenced. */
  json(text: string): void;
  /** A person is watching: progress may move. */
  readonly live: boolean;
  /** Colour is wanted. */
  readonly colour: boolean;
  readonly columns: number;
  /** A path as the user wrote it, from the folder the command was given in. */
  resolve(file: string): string;
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface TerminalSettings {
  readonly quiet: boolean;
  /** JSON goes to stdout, so nothing else may. */
  readonly jsonOnly: boolean;
}

/** The terminal of this process. */
export function processTerminal({ quiet, jsonOnly }: TerminalSettings, signal: AbortSignal): Terminal {
  const plain = process.env["CI"] !== undefined || process.env["NO_COLOR"] !== undefined;
  const live = process.stderr.isTTY === true && !quiet && !plain;
  const folder = process.env["SURENET_CWD"] ?? process.cwd();
  return {
    out: (text) => void (jsonOnly || process.stdout.write(`${text}\n`)),
    note: (text) => void (quiet || jsonOnly || process.stderr.write(`${text}\n`)),
    rewrite: (text) => void (live && process.stderr.write(`\r\x1b[2K${text}`)),
    json: (text) => void process.stdout.write(`${text}\n`),
    live,
    colour: process.stdout.isTTY === true && !plain && !jsonOnly,
    columns: process.stdout.columns ?? 80,
    resolve: (file) => path.resolve(folder, file),
    signal,
  };
}

/** Text in a style when the terminal shows colours. */
export function styled(terminal: Terminal, style: Parameters<typeof styleText>[0], text: string): string {
  return terminal.colour ? styleText(style, text, { validateStream: false }) : text;
}
