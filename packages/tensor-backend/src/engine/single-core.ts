import { Tensor, scalar } from "@tensorflow/tfjs-core";
import { SurenetError } from "../errors/surenet-error.ts";
import { nodeProcess, nodeRequires } from "./node-runtime.ts";

const REGISTRY = Symbol.for("surenet.tfjs-core");
const CORE_FILE = /[\\/]tfjs-core[\\/]dist[\\/]tf-core\.node\.js$/;

interface KnownCore {
  readonly tensorClass: unknown;
  readonly url: string;
}

/**
 * Refuses to go on with two copies of `@tensorflow/tfjs-core` in one process: they share an engine but not their gradients' tensors or flags, and
 * the symptoms show far from the cause.
 *
 * @throws SurenetError `E_ENGINE` that names both
 */
export function assertSingleCore(): void {
  const here: KnownCore = { tensorClass: Tensor, url: ownCoreUrl() };
  const known = globalThis as unknown as { [REGISTRY]?: KnownCore };
  const first = (known[REGISTRY] ??= here);
  if (first.tensorClass !== Tensor) throw twoCores([first.url, here.url]);
  const files = loadedCoreFiles();
  if (files.length > 1) throw twoCores(files);
  const probe = scalar(0);
  const own = probe.constructor === Tensor;
  probe.dispose();
  if (!own) throw twoCores([here.url, "one that was loaded before it"]);
}

/** The files of all copies that Node has loaded; empty elsewhere. */
function loadedCoreFiles(): string[] {
  const process = nodeProcess();
  if (process === undefined) return [];
  const [{ cache }] = nodeRequires(process);
  return Object.keys(cache).filter((file) => CORE_FILE.test(file));
}

function ownCoreUrl(): string {
  try {
    return import.meta.resolve("@tensorflow/tfjs-core");
  } catch {
    return import.meta.url; // bundled: the copy inside this file
  }
}

function twoCores(places: readonly string[]): SurenetError {
  return new SurenetError("E_ENGINE", {
    where: "initBackend",
    problem: `two copies of @tensorflow/tfjs-core are loaded: ${places.join(" and ")}`,
    fix: "Install one version of every @tensorflow package and remove duplicates (npm dedupe, pnpm dedupe).",
  });
}
