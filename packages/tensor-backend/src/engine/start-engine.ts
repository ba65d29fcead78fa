import { engine, env, setBackend } from "@tensorflow/tfjs-core";
import { SurenetError } from "../errors/surenet-error.ts";
import { registerGradients } from "../gradients/register.ts";
import { registerKernels } from "../kernels/register.ts";
import { loadSimd } from "../kernels/simd/load.ts";
import { guardHeap } from "./heap-limit.ts";
import type { EngineName, Loader, LoaderOptions } from "./loaders/loader.ts";
import { WASM_FIX } from "./loaders/wasm.ts";
import { selfTest } from "./self-test.ts";

export interface StartOptions extends LoaderOptions {
  readonly deterministic: boolean;
  readonly selfTest: boolean;
  readonly signal: AbortSignal | undefined;
}

export interface StartedEngine {
  readonly name: EngineName;
  readonly version: string;
  readonly precision: "float32" | "float16";
  readonly threads: number;
  /** Kernels of ours that stand where the engine has none, a wrong one or a slow one. */
  readonly filledKernels: readonly string[];
  /** Our SIMD kernels on the wasm engine, with fused multiply-add or without; undefined on other engines and in the wasm build with threads. */
  readonly simdKernels: "relaxed" | "simd" | undefined;
}

/**
 * Loads one engine, makes it the one in force and gives it our gradients and kernels.
 *
 * @throws SurenetError `E_ENGINE` when it cannot run, and the signal's reason when that is aborted
 */
export async function startEngine(
  loader: Loader,
  { threads, wasmPaths, deterministic, signal, ...options }: StartOptions,
): Promise<StartedEngine> {
  const { name, backendName } = loader;
  if (deterministic && !loader.deterministic) {
    throw new SurenetError("E_ENGINE", {
      where: "initBackend",
      problem: `the engine ${name} does not promise equal bits in every run`,
      fix: "Leave deterministic out, or prefer node, wasm or cpu.",
    });
  }
  const loaded = await abortable(loader.load({ threads: deterministic ? 1 : threads, wasmPaths }), signal);
  await putInForce(loader); // not to be left halfway: the engine's name and its instance would part
  signal?.throwIfAborted();
  registerGradients();
  if (name === "wasm") guardHeap(engine().backend);
  const simdKernels = name === "wasm" ? await loadSimd(engine().backend, deterministic) : undefined;
  const filledKernels = registerKernels(backendName, loaded.kernels);
  if (options.selfTest) await selfTest(name);
  signal?.throwIfAborted();
  return {
    name,
    version: loaded.version,
    precision: engine().backend.floatPrecision() === 16 ? "float16" : "float32",
    threads: loaded.threads(),
    filledKernels,
    simdKernels,
  };
}

/** TensorFlow.js answers a failed start with `false` and a warning on the console; here it is an error with its cause. */
async function putInForce({ name, backendName }: Loader): Promise<void> {
  const entry = engine().registryFactory[backendName];
  let cause: unknown;
  const factory = entry?.factory;
  if (entry !== undefined && factory !== undefined) {
    entry.factory = () => {
      const failed = (error: unknown): never => {
        cause = error;
        throw error;
      };
      try {
        const made = factory();
        return made instanceof Promise ? made.catch(failed) : made;
      } catch (error) {
        return failed(error);
      }
    };
  }
  const before = env().getBool("PROD");
  env().set("PROD", true); // TensorFlow.js warns outside production only
  try {
    if (await setBackend(backendName)) return;
  } finally {
    env().set("PROD", before);
    if (entry !== undefined && factory !== undefined) entry.factory = factory;
  }
  throw new SurenetError("E_ENGINE", {
    where: "initBackend",
    problem: `the engine ${name} does not start${cause === undefined ? "" : ` (${messageOf(cause)})`}`,
    fix: name === "wasm" ? WASM_FIX : "Prefer wasm.",
    cause,
  });
}

function messageOf(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
}

/** The promise, or the signal's reason as soon as it is aborted; what was begun ends unheard. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
