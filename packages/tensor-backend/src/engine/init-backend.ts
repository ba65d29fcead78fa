import { engine, setBackend } from "@tensorflow/tfjs-core";
import { checkOptions, nearest } from "../errors/check-options.ts";
import { SurenetError } from "../errors/surenet-error.ts";
import { invalidOption } from "../errors/throw.ts";
import { cpu } from "./loaders/cpu.ts";
import type { EngineName, Loader } from "./loaders/loader.ts";
import { node, nodeGpu } from "./loaders/node.ts";
import { wasm } from "./loaders/wasm.ts";
import { webgpu } from "./loaders/webgpu.ts";
import { nodeProcess } from "./node-runtime.ts";
import { assertSingleCore } from "./single-core.ts";
import { type StartedEngine, startEngine } from "./start-engine.ts";

export interface BackendOptions {
  /** Engines to try, in this order; without it the default order of the runtime. */
  readonly prefer?: readonly EngineName[];
  /**
   * Threads of the node engine (default: one a core) and of the wasm engine (default: one). The wasm engine has more in browsers with cross-origin
   * isolation only, and then without our kernels: on few cores that is slower.
   */
  readonly threads?: number;
  /** In a browser: the folder from which the wasm engine is served, or its files by name; `tfjs-backend-wasm-simd.wasm` is the one that runs. */
  readonly wasmPaths?: string | Readonly<Record<string, string>>;
  /** Take only engines that give equal bits in every run, and one thread. */
  readonly deterministic?: boolean;
  /** Compare some products and a gradient with the host's arithmetic before the engine is accepted. */
  readonly selfTest?: boolean;
  readonly signal?: AbortSignal;
}

export interface EngineReport extends StartedEngine {
  /** Engines that came first in the order and cannot run here. */
  readonly skipped: readonly SkippedEngine[];
}

export interface SkippedEngine {
  readonly name: EngineName;
  readonly reason: string;
}

const LOADERS: Readonly<Record<EngineName, Loader>> = { "node-gpu": nodeGpu, node, webgpu, wasm, cpu };
const NODE_ORDER: readonly EngineName[] = ["node-gpu", "node", "wasm", "cpu"];
const BROWSER_ORDER: readonly EngineName[] = ["webgpu", "wasm", "cpu"];

let last: Promise<unknown> = Promise.resolve();

/**
 * Starts an engine and makes it the one in force, with our gradients and kernels.
 *
 * Without `prefer`, engines that cannot run are skipped and listed in the report. With it, the first of the named engines that runs is taken, and
 * it is an error when none does. Calls wait for each other; a call that fails leaves the engine that was in force.
 *
 * @throws SurenetError `E_ENGINE` when no engine runs, with every reason and what to install; `E_OPTION` for an option that cannot be meant
 * @throws the signal's reason when it is aborted
 * @example
 * const { name, skipped } = await initBackend();                 // "wasm", [{ name: "node-gpu", reason: … }, { name: "node", reason: … }]
 * await initBackend({ prefer: ["webgpu", "wasm"], selfTest: true });
 */
export function initBackend(options: BackendOptions = {}): Promise<EngineReport> {
  const started = last.then(() => start(options));
  last = started.catch(() => undefined);
  return started;
}

async function start(options: BackendOptions): Promise<EngineReport> {
  check(options);
  const before = engine().backendName;
  try {
    const report = await firstThatStarts(options);
    assertSingleCore();
    return report;
  } catch (error) {
    if (before && engine().backendName !== before) await setBackend(before);
    throw error;
  }
}

async function firstThatStarts({
  prefer,
  threads,
  wasmPaths,
  deterministic = false,
  selfTest = false,
  signal,
}: BackendOptions): Promise<EngineReport> {
  const skipped: SkippedEngine[] = [];
  for (const name of prefer ?? (nodeProcess() === undefined ? BROWSER_ORDER : NODE_ORDER)) {
    try {
      return { ...(await startEngine(LOADERS[name], { threads, wasmPaths, deterministic, selfTest, signal })), skipped };
    } catch (error) {
      if (!(error instanceof SurenetError) || prefer?.length === 1) throw error;
      skipped.push({ name, reason: error.message.replace(/^initBackend: /, "") });
    }
  }
  throw new SurenetError("E_ENGINE", {
    where: "initBackend",
    problem: `no engine runs here:${skipped.map(({ name, reason }) => `\n  ${name}: ${reason}`).join("")}`,
  });
}

function check(options: BackendOptions): void {
  checkOptions("initBackend", options, ["prefer", "threads", "wasmPaths", "deterministic", "selfTest", "signal"]);
  const { prefer, threads } = options;
  const names = Object.keys(LOADERS);
  const unknown = prefer?.find((name) => !names.includes(name));
  if (prefer !== undefined && (prefer.length === 0 || unknown !== undefined)) {
    const close = unknown === undefined ? undefined : nearest(unknown, names);
    throw invalidOption({
      where: "initBackend",
      option: "prefer",
      got: unknown ?? prefer,
      expected: `names of ${names.join(", ")}`,
      ...(close === undefined ? {} : { fix: `Did you mean ${JSON.stringify(close)}?` }),
    });
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw invalidOption({ where: "initBackend", option: "threads", got: threads, expected: "a positive integer" });
  }
}
