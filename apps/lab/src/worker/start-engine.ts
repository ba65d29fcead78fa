import { type EngineName, initBackend } from "@surenet/tensor-backend";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import type { EngineChoice, EngineStarted } from "./protocol.ts";

const WASM = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threaded,
};

/** wasm first: the networks here are small, and a step on it takes a millisecond where a graphics card waits for its driver. */
const ANY: readonly EngineName[] = ["wasm", "cpu"];

export async function startEngine(engine: EngineChoice): Promise<EngineStarted> {
  const { name, skipped } = await initBackend({ prefer: engine === "any" ? ANY : [engine], wasmPaths: WASM });
  return { name, skipped: skipped.map((one) => `${one.name}: ${one.reason}`) };
}
