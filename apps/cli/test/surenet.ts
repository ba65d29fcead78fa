import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { runCli } from "../src/cli.ts";
import { Stopped } from "../src/terminal/stop.ts";
import type { Host } from "../src/terminal/terminal.ts";

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InProcess {
  /** Writes as to a person who watches. */
  readonly tty?: boolean;
  /** Presses Ctrl-C when this is written to stderr. */
  readonly stopAt?: string;
}

/** Runs the command line in this process, which saves a start of Node and of the engine. */
export async function surenet(words: readonly string[], { tty = false, stopAt }: InProcess = {}): Promise<Finished> {
  const written = { stdout: "", stderr: "" };
  const stop = new AbortController();
  const output = (name: keyof typeof written): Host["stdout"] => ({
    write: (text) => {
      written[name] += text;
      if (stopAt !== undefined && text.startsWith(stopAt)) stop.abort(new Stopped("stopped", 130));
    },
    ...(tty ? { isTTY: true, columns: 100 } : {}),
  });
  const code = await runCli(words, { stdout: output("stdout"), stderr: output("stderr"), env: {}, signal: stop.signal });
  return { code, ...written };
}

export interface SpawnOptions {
  /** The folder in which the command is given. */
  readonly cwd: string;
  readonly onStart?: (child: ChildProcess) => void;
  /** Gets the process, and all it has written to stderr so far, each time there is more. */
  readonly onProgress?: (child: ChildProcess, stderr: string) => void;
}

/** Runs the command line in a process of its own, as `npm start` does. */
export function spawnSurenet(words: readonly string[], { cwd, onStart, onProgress }: SpawnOptions): Promise<Finished> {
  const main = path.resolve(import.meta.dirname, "../src/main.ts");
  const child = spawn(process.execPath, ["--conditions=@surenet/source", main, ...words], {
    cwd: path.resolve(import.meta.dirname, "../../.."),
    env: { ...process.env, SURENET_CWD: cwd },
  });
  onStart?.(child);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text) => (stdout += text));
  child.stderr.on("data", (text) => {
    stderr += text;
    onProgress?.(child, stderr);
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Every file below a folder with its bytes, to see that nothing has changed. */
export function contents(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => statSync(path.join(folder, file)).isFile());
  return Object.fromEntries(files.toSorted().map((file) => [file, readFileSync(path.join(folder, file), "base64")]));
}

/** A file of a run as JSON. */
export function readJson<T>(...parts: readonly string[]): T {
  return JSON.parse(readFileSync(path.join(...parts), "utf8")) as T;
}
