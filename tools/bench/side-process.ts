import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A side of the comparison as a process of its own that times one sample whenever it is asked. */
export class SideProcess {
  readonly name: string;
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor(name: string, command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.name = name;
    this.#child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...env } });
    const output = this.#child.stdout;
    if (output === null) throw new Error(`${name} has no output`);
    this.#answers = createInterface({ input: output })[Symbol.asyncIterator]();
  }

  /** Milliseconds of one sample. */
  async sample(subject: string): Promise<number> {
    this.#child.stdin?.write(`${JSON.stringify({ subject })}\n`);
    const { value, done } = await this.#answers.next();
    if (done === true) throw new Error(`${this.name} ended while working on ${subject}`);
    return (JSON.parse(value) as { ms: number }).ms;
  }

  stop(): void {
    this.#child.kill();
  }
}
