import { env } from "@tensorflow/tfjs-core";
import { SurenetError } from "../../errors/surenet-error.ts";
import { nodeProcess } from "../node-runtime.ts";
import type { Loader, LoaderOptions } from "./loader.ts";

// The build of a machine with SIMD, which every supported runtime has; the engine looks for this file first.
const BINARY = "tfjs-backend-wasm-simd.wasm";
const OTHERS = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-threaded-simd.wasm"]; // the engine wants a place for each, and reads one

/** WebAssembly with SIMD: the embedded default. */
export const wasm: Loader = {
  name: "wasm",
  backendName: "wasm",
  deterministic: true,
  async load({ wasmPaths, threads }) {
    const { getThreadsCount, setThreadsCount, setWasmPaths, version_wasm } = await import("@tensorflow/tfjs-backend-wasm");
    if (wasmPaths !== undefined) setWasmPaths(checkedPaths(wasmPaths));
    const isThreaded = threads !== undefined && threads > 1;
    // Our kernels cannot run on the shared memory of the build with threads: there an MLP step takes 1.9 times as long (tools/bench/chromium-threads.ts).
    if (!isThreaded) env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    if (threads !== undefined) setThreadsCount(threads);
    return { version: version_wasm, threads: getThreadsCount };
  },
};

/** A folder ends with a slash; files that are not named are those of the build that runs. In Node a missing file is noticed here, before the engine prints three lines about it. */
function checkedPaths(wasmPaths: NonNullable<LoaderOptions["wasmPaths"]>): string | Record<string, string> {
  const named = (paths: Readonly<Record<string, string>>): Record<string, string> => {
    const [any = BINARY] = Object.values(paths);
    return { ...Object.fromEntries([BINARY, ...OTHERS].map((file) => [file, paths[BINARY] ?? any])), ...paths };
  };
  const paths = typeof wasmPaths === "string" ? wasmPaths.replace(/\/?$/, "/") : named(wasmPaths);
  const file = typeof paths === "string" ? paths + BINARY : (paths[BINARY] ?? BINARY);
  if (nodeProcess()?.getBuiltinModule("node:fs").existsSync(file) === false) {
    throw new SurenetError("E_ENGINE", {
      where: "initBackend",
      problem: "the file of the wasm engine is not where wasmPaths says",
      expected: `a file ${file}`,
      fix: "Leave wasmPaths out in Node: the file is found in the installed package.",
    });
  }
  return paths;
}

/** What to do when the engine did not start, in a browser most often because the server does not have its file. */
export const WASM_FIX: string = `Serve ${BINARY} and its siblings from node_modules/@tensorflow/tfjs-backend-wasm/dist and pass their folder as wasmPaths.`;
