import { beforeAll } from "vitest";
import { type EngineName, initBackend } from "@surenet/tensor-backend";
import { engines } from "@surenet/testing";
import "@surenet/testing/matchers";

// Where TensorFlow.js's name for an engine is not ours.
const NAMES: Readonly<Record<string, EngineName>> = { tensorflow: process.env["SURENET_NATIVE"] === "node-gpu" ? "node-gpu" : "node" };

// All engines under test are made ready, the one in force last.
beforeAll(async () => {
  const wasmPaths = process.env["SURENET_WASM"]; // where a browser finds that engine
  for (const engine of engines.toReversed()) {
    await initBackend({ prefer: [NAMES[engine] ?? (engine as EngineName)], ...(wasmPaths === undefined ? {} : { wasmPaths }) });
  }
});
