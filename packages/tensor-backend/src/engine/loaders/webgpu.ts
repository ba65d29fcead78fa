import { SurenetError } from "../../errors/surenet-error.ts";
import { type NodeProcess, nodeProcess, requireThatHas } from "../node-runtime.ts";
import { importOptional } from "./import-optional.ts";
import { keepIntegers } from "./keep-integers.ts";
import type { Loader } from "./loader.ts";

interface Gpu {
  requestAdapter(): Promise<object | null>;
}

interface WebgpuForNode {
  readonly create: (flags: readonly string[]) => Gpu;
  readonly globals: object;
}

const ENGINE = "@tensorflow/tfjs-backend-webgpu";

/** The graphics processor through WebGPU; in Node through the npm package `webgpu` (Dawn). */
export const webgpu: Loader = {
  name: "webgpu",
  backendName: "webgpu",
  deterministic: false,
  async load() {
    const process = nodeProcess();
    if (process !== undefined) await provideGpuToNode(process);
    const { gpu } = globalThis.navigator as { readonly gpu?: Gpu };
    const adapter = (await gpu?.requestAdapter()) ?? null;
    if (adapter === null) {
      throw new SurenetError("E_ENGINE", {
        where: "initBackend",
        problem: gpu === undefined ? "this browser has no WebGPU" : "WebGPU finds no graphics adapter",
        fix: "Use a browser with WebGPU on a machine with a graphics driver, or prefer wasm.",
      });
    }
    const { version_webgpu = "unknown" } = await importOptional<{ version_webgpu?: string }>(ENGINE, () =>
      process === undefined ? import("@tensorflow/tfjs-backend-webgpu") : requireThatHas(process, ENGINE)(ENGINE),
    );
    keepIntegers("webgpu");
    return { version: version_webgpu, threads: () => 1 };
  },
};

/** Makes `navigator.gpu` in Node, where it is not built in. */
async function provideGpuToNode(process: NodeProcess): Promise<void> {
  const packageName = "webgpu"; // not a literal import: a bundler for the browser must not look for it
  const { create, globals } = await importOptional<WebgpuForNode>(packageName, () => {
    const file = requireThatHas(process, packageName).resolve(packageName);
    return import(/* @vite-ignore */ process.getBuiltinModule("node:url").pathToFileURL(file).href);
  });
  Object.assign(globalThis, globals);
  if (globalThis.navigator === undefined)
    Object.defineProperty(globalThis, "navigator", { value: { userAgent: "node" }, configurable: true });
  if (!("gpu" in globalThis.navigator)) Object.defineProperty(globalThis.navigator, "gpu", { value: create([]), configurable: true });
}
