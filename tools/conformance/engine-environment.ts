import { existsSync } from "node:fs";
import path from "node:path";
import type { EngineName } from "@surenet/tensor-backend";

/** An engine in Node, or in a page of Chromium. */
export type TestedEngine = EngineName | "chromium-wasm" | "chromium-webgpu";

const CACHE = path.resolve(import.meta.dirname, "../../.cache");

/** Where Chromium and its software driver for graphics stand, the first that exists. */
const CHROMIUM: string | undefined = ["/usr/lib/chromium", "/usr/lib64/chromium", "/opt/google/chrome"].find((folder) =>
  existsSync(path.join(folder, "vk_swiftshader_icd.json")),
);

/**
 * What a process needs in its environment to test an engine: which it is, the folder that `npm run engines:native` or `engines:webgpu` filled, and for
 * WebGPU the software driver, unless `VK_DRIVER_FILES` names another.
 */
const ENVIRONMENTS: Readonly<Record<TestedEngine, Readonly<Record<string, string>>>> = {
  wasm: { SURENET_ENGINES: "wasm" },
  cpu: { SURENET_ENGINES: "cpu" },
  node: { SURENET_ENGINES: "tensorflow", NODE_PATH: path.join(CACHE, "native/node_modules") },
  "node-gpu": { SURENET_ENGINES: "tensorflow", SURENET_NATIVE: "node-gpu", NODE_PATH: path.join(CACHE, "native-gpu/node_modules") },
  webgpu: { SURENET_ENGINES: "cpu,webgpu", NODE_PATH: path.join(CACHE, "webgpu/node_modules"), ...softwareDriver() },
  "chromium-wasm": { SURENET_ENGINES: "wasm,cpu" },
  "chromium-webgpu": { SURENET_ENGINES: "cpu,webgpu" },
};

export const testedEngines: readonly string[] = Object.keys(ENVIRONMENTS);

export function isTestedEngine(name: string): name is TestedEngine {
  return testedEngines.includes(name);
}

export function engineEnvironment(engine: TestedEngine): Readonly<Record<string, string>> {
  return ENVIRONMENTS[engine];
}

function softwareDriver(): Record<string, string> {
  if (CHROMIUM === undefined || process.env["VK_DRIVER_FILES"] !== undefined) return {};
  const driver = path.join(CHROMIUM, "vk_swiftshader_icd.json");
  return { LD_LIBRARY_PATH: CHROMIUM, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver }; // the second is the first's name in older loaders
}
