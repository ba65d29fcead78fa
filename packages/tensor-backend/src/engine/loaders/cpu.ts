import { Identity, findBackend, getKernel, version_core } from "@tensorflow/tfjs-core";
import type { Loader } from "./loader.ts";

/** Plain JavaScript: slow, exact to the rounding of each operation, and everywhere at hand. */
export const cpu: Loader = {
  name: "cpu",
  backendName: "cpu",
  deterministic: true,
  async load() {
    if (getKernel(Identity, "cpu") === undefined) await import("@tensorflow/tfjs-backend-cpu"); // else the native engine has brought it along
    // its first tensor in Node prints an advertisement for tfjs-node
    (findBackend("cpu") as { firstUse?: boolean }).firstUse = false;
    return { version: version_core, threads: () => 1 }; // the engine is released with the core
  },
};
