import type { Pointer, SimdExports } from "./exports.ts";
import { relaxed, simd } from "./modules.ts";

/** A kernel module on the memory of one engine. */
export interface Simd {
  readonly variant: "relaxed" | "simd";
  readonly kernels: SimdExports;
  /** Working memory for one kernel at a time. */
  readonly scratch: Pointer;
}

/** The part of the wasm engine's object that a module needs; `asm.memory` is missing in the build with threads. */
interface Engine {
  readonly wasm?: { readonly asm?: { readonly memory?: unknown }; _malloc(bytes: number): number };
}

const loaded = new WeakMap<object, Simd>();

/**
 * Starts our kernels on the memory of the wasm engine; the module with fused multiply-add where the runtime has it.
 *
 * Fused or not is the machine's choice, so that `deterministic` takes the plain module: equal bits on every machine. A second call may change
 * the module.
 *
 * @returns which module runs; undefined in the build with threads, whose shared memory an unshared module cannot use
 */
export async function loadSimd(backend: object, deterministic: boolean = false): Promise<Simd["variant"] | undefined> {
  const { wasm } = backend as Engine;
  const memory = wasm?.asm?.memory;
  if (wasm === undefined || !(memory instanceof WebAssembly.Memory)) return undefined;
  const fused = decode(relaxed);
  const variant = !deterministic && WebAssembly.validate(fused) ? "relaxed" : "simd";
  const before = loaded.get(backend);
  if (before?.variant === variant) return variant;
  const { instance } = await WebAssembly.instantiate(variant === "relaxed" ? fused : decode(simd), { env: { memory } });
  const kernels = instance.exports as unknown as SimdExports;
  loaded.set(backend, { variant, kernels, scratch: before?.scratch ?? wasm._malloc(kernels.gemmScratch()) >>> 0 });
  return variant;
}

/** The module that runs on this engine's memory. */
export function simdOf(backend: object): Simd | undefined {
  return loaded.get(backend);
}

/** Takes the module away, so that the composed kernels run: for comparisons in tests. */
export function unloadSimd(backend: object): Simd | undefined {
  const simd = loaded.get(backend);
  loaded.delete(backend);
  return simd;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
