import { type EngineName, initBackend } from "@surenet/tensor-backend";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import type { EngineChoice } from "./protocol.ts";

const WASM = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threaded,
};

/** wasm first: the networks here are small, and a step on it takes a millisecond where a graphics card waits for its driver. */
const ANY: readonly EngineName[] = ["wasm", "cpu"];

/** @returns the name of the engine that runs */
export async function startEngine(engine: EngineChoice): Promise<string> {
  const { name } = await initBackend({ prefer: engine === "any" ? ANY : [engine], wasmPaths: WASM });
  return name;
}
