import { styleText } from "node:util";

/** The part of a writable stream that is needed here. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a process gives its command line. */
export interface Host {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts on Ctrl-C; its reason is a {@link Stopped}. */
  readonly signal: AbortSignal;
}

/** Where a command writes, and what the place can show. */
export interface Terminal {
  /** What was asked for, tables and paths: stdout, nothing when only JSON is wanted there. */
  out(text: string): void;
  /** What is pleasant to see beside it: stdout, nothing when quiet. */
  more(text: string): void;
  /** Progress and remarks: stderr, nothing when quiet. */
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
  /** Aborts on Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface TerminalSettings {
  /** Only what was asked for. */
  readonly quiet: boolean;
  /** JSON goes to stdout, so nothing else may. */
  readonly jsonOnly: boolean;
}

const COLUMNS = 80; // of a terminal that does not say, or says 0

/** The terminal as a command sees it: `CI` and `NO_COLOR` make it plain, as no-color.org says. */
export function terminalOf({ stdout, stderr, env, signal }: Host, { quiet, jsonOnly }: TerminalSettings): Terminal {
  const plain = Boolean(env["CI"]) || Boolean(env["NO_COLOR"]) || env["TERM"] === "dumb";
  const live = stderr.isTTY === true && !quiet && !plain;
  const width = (stderr.columns || COLUMNS) - 1; // a full line would wrap, and could not be rewritten
  const line = (output: Output, wanted: boolean) => (text: string) => void (wanted && output.write(`${text}\n`));
  return {
    out: line(stdout, !jsonOnly),
    more: line(stdout, !jsonOnly && !quiet),
    note: line(stderr, !jsonOnly && !quiet),
    rewrite: (text) => void (live && stderr.write(`\r\x1b[2K${text.slice(0, width)}`)),
    json: (text) => void stdout.write(text),
    live,
    colour: stdout.isTTY === true && !plain && !jsonOnly,
    columns: stdout.columns || COLUMNS,
    signal,
  };
}

/** Text in a style when the terminal shows colours. */
export function styled(terminal: Terminal, style: Parameters<typeof styleText>[0], text: string): string {
  return terminal.colour ? styleText(style, text, { validateStream: false }) : text;
}
