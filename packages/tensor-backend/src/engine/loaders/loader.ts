import type { Kernel } from "../../kernels/kernel.ts";

/** The engines, from the fastest to the one that runs everywhere. */
export type EngineName = "node-gpu" | "node" | "webgpu" | "wasm" | "cpu";

export interface LoaderOptions {
  readonly threads: number | undefined;
  readonly wasmPaths: string | Readonly<Record<string, string>> | undefined;
}

export interface LoadedEngine {
  readonly version: string;
  /** Known only once the engine runs. */
  readonly threads: () => number;
  /** Kernels of ours that no other engine uses, and no page loads. */
  readonly kernels?: readonly Kernel[];
}

/** How one engine comes into the process; its package is imported only when `load` is called. */
export interface Loader {
  readonly name: EngineName;
  /** The name under which TensorFlow.js registers it. */
  readonly backendName: string;
  /** Whether equal inputs give equal bits in every run on one machine. */
  readonly deterministic: boolean;
  /** @throws SurenetError `E_ENGINE` with what to install or to serve */
  readonly load: (options: LoaderOptions) => Promise<LoadedEngine>;
}
