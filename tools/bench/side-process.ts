import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface SideOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly only?: ReadonlySet<string>;
}

/** A side of the comparison as a process of its own that times one sample whenever it is asked. */
export class SideProcess {
  readonly name: string;
  /** The subjects that this side does; undefined for all. */
  readonly only: ReadonlySet<string> | undefined;
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  constructor(name: string, command: string, args: readonly string[], { env = {}, only }: SideOptions = {}) {
    this.name = name;
    this.only = only;
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
