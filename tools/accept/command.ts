import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { root } from "./paths.ts";

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Gets the process as soon as it runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs a command to its end and keeps what it printed. */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd = root, env = {}, onStart }: CommandOptions = {},
): Promise<Finished> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env } });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (text) => (stdout += text));
    child.stderr.on("data", (text) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr, seconds: (performance.now() - started) / 1000 }));
    onStart?.(child);
  });
}

/** The command line of this repository, on the Node that runs this. */
export function surenet(args: readonly string[], options: CommandOptions = {}): Promise<Finished> {
  const main = path.join(root, "apps/cli/src/main.ts");
  const cwd = options.cwd ?? root;
  return runCommand(process.execPath, ["--conditions=@surenet/source", main, ...args], {
    ...options,
    cwd: root,
    env: { ...options.env, SURENET_CWD: cwd },
  });
}
