import { SurenetError } from "../../errors/surenet-error.ts";
import { nodeProcess, requireThatHas } from "../node-runtime.ts";
import { importOptional } from "./import-optional.ts";
import type { EngineName, Loader } from "./loader.ts";

/** The native TensorFlow library for the processor: the fastest convolutions, eight times the cost per small operation. */
export const node: Loader = nativeEngine("node", "@tensorflow/tfjs-node");

/** The native TensorFlow library with CUDA. */
export const nodeGpu: Loader = { ...nativeEngine("node-gpu", "@tensorflow/tfjs-node-gpu"), deterministic: false };

function nativeEngine(name: EngineName, packageName: string): Loader {
  return {
    name,
    backendName: "tensorflow",
    deterministic: true,
    async load({ threads }) {
      const process = nodeProcess();
      if (process === undefined) {
        throw new SurenetError("E_ENGINE", {
          where: "initBackend",
          problem: `the engine ${name} runs in Node only`,
          fix: "Prefer webgpu or wasm.",
        });
      }
      const { version } = await importOptional<{ version?: Record<string, string> }>(packageName, () => {
        const require = requireThatHas(process, packageName);
        restoreRemovedFunctions(process.getBuiltinModule("node:util"));
        process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2"; // the library greets on stderr otherwise
        if (threads !== undefined) process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
        return require(packageName);
      });
      const cores = process.getBuiltinModule("node:os").availableParallelism();
      return { version: version?.["tfjs-node"] ?? "unknown", threads: () => threads ?? cores };
    },
  };
}

/** tfjs-node 4.22 calls two functions of `util`: Node 23 has removed the one, and warns of the other's removal. */
function restoreRemovedFunctions(util: Record<string, unknown>): void {
  util["isNullOrUndefined"] ??= (value: unknown) => value === null || value === undefined;
  util["isArray"] = Array.isArray;
}
