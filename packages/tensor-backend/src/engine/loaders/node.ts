import { Identity, env, getKernel } from "@tensorflow/tfjs-core";
import { SurenetError } from "../../errors/surenet-error.ts";
import { registerKernels } from "../../kernels/register.ts";
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
      const hadCpu = getKernel(Identity, "cpu") !== undefined;
      const load = (): unknown => {
        const require = requireThatHas(process, packageName);
        restoreRemovedFunctions(process.getBuiltinModule("node:util"));
        process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2"; // the library greets on stderr otherwise
        process.env["TF_ENABLE_ONEDNN_OPTS"] ??= "1"; // products with a transpose take two thirds of the time
        if (threads !== undefined) process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
        return require(packageName);
      };
      const { version } = await importOptional<{ version?: Record<string, string> }>(packageName, () => quietly(load));
      if (hadCpu) registerKernels("cpu"); // the package brings the cpu engine along, whose kernels took the place of ours
      const { nativeKernels } = await import("../../kernels/native/native-kernels.ts");
      const cores = process.getBuiltinModule("node:os").availableParallelism();
      return { version: version?.["tfjs-node"] ?? "unknown", threads: () => threads ?? cores, kernels: nativeKernels };
    },
  };
}

/** Without TensorFlow.js's line for every kernel of the cpu engine that was registered already. */
function quietly<T>(load: () => T): T {
  const before = env().getBool("PROD");
  env().set("PROD", true); // it warns outside production only
  try {
    return load();
  } finally {
    env().set("PROD", before);
  }
}

/** tfjs-node 4.22 calls two functions of `util`: Node 23 has removed the one, and warns of the other's removal. */
function restoreRemovedFunctions(util: Record<string, unknown>): void {
  util["isNullOrUndefined"] ??= (value: unknown) => value === null || value === undefined;
  util["isArray"] = Array.isArray;
}
