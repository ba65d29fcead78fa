import { findBackend } from "@tensorflow/tfjs-core";
import type { Loader } from "./loader.ts";

/** Plain JavaScript: slow, exact to the rounding of each operation, and everywhere at hand. */
export const cpu: Loader = {
  name: "cpu",
  backendName: "cpu",
  deterministic: true,
  async load() {
    const { version_cpu } = await import("@tensorflow/tfjs-backend-cpu");
    // its first tensor in Node prints an advertisement for tfjs-node
    (findBackend("cpu") as { firstUse?: boolean }).firstUse = false;
    return { version: version_cpu, threads: () => 1 };
  },
};
