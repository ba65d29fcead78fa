import path from "node:path";
import type { Acceptance } from "../acceptance.ts";
import { runCommand } from "../command.ts";
import { engineEnvironment } from "../../conformance/engine-environment.ts";

/** What `many-steps.ts` counts in its process, after some steps. */
interface Count {
  readonly steps: number;
  readonly tensors: number;
  readonly engineBytes: number;
  readonly heapBytes: number;
  readonly processBytes: number;
}

/** Long training, an engine's heap that is full, and two copies of the engine, each in a process of its own. */
export const memory: Acceptance = {
  id: "engines/5",
  about: "10,000 training steps without growth; a full heap and two copies of the engine are clear errors",
  async run(report) {
    for (const engine of ["wasm", "cpu", "node"] as const) {
      const { stdout, stderr } = await script("many-steps.ts", [engine], engineEnvironment(engine));
      const counts = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as Count);
      const [first, last] = [counts[0], counts.at(-1)];
      if (first === undefined || last?.steps !== 10_000) {
        report.check(engine, false, stderr);
        continue;
      }
      const figures = counts.map(
        ({ steps, tensors, engineBytes, heapBytes, processBytes }) =>
          `${steps} steps: ${tensors} tensors, ${mib(engineBytes)} in the engine, ${mib(heapBytes)} in JavaScript, ${mib(processBytes)} in all`,
      );
      report.check(`${engine}: no tensor more`, last.tensors === first.tensors, figures.join("; "));
      report.check(
        `${engine}: the engine's memory does not grow`,
        last.engineBytes <= first.engineBytes,
        `${last.engineBytes - first.engineBytes} bytes`,
      );
      report.atMost(`${engine}: growth of the JavaScript heap, MiB`, (last.heapBytes - first.heapBytes) / 2 ** 20, 1);
    }
    const full = await script("full-heap.ts", []);
    report.check(
      "a full wasm heap is an error that names the request, and the engine goes on",
      full.code === 0 && /no room for a tensor of 128 MiB beside the \d+ MiB/.test(full.stdout),
      full.stdout.trim() || full.stderr,
    );
    const copies = await script("two-copies.ts", []);
    report.check(
      "two copies of the engine are named",
      copies.code === 0 && /two copies of @tensorflow\/tfjs-core are loaded: .+ and .+/.test(copies.stdout),
      copies.stdout.trim() || copies.stderr,
    );
  },
};

function script(name: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): ReturnType<typeof runCommand> {
  const file = path.join(import.meta.dirname, "memory", name);
  return runCommand(process.execPath, ["--conditions=@surenet/source", "--expose-gc", file, ...args], { env });
}

function mib(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
