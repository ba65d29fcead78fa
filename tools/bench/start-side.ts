import path from "node:path";
import { JAX_JS_SUBJECTS, jaxJsFolder } from "./peers/jax-js-environment.ts";
import { torchPython } from "./peers/torch-environment.ts";
import { SideProcess } from "./side-process.ts";

/** The process of a side: `ours` (wasm), `native`, `stock` (wasm as shipped), `jax-js` or `torch`. */
export function startSide(name: string, { threads = 1 }: { threads?: number } = {}): SideProcess {
  const worker = path.join(import.meta.dirname, "worker.ts");
  const ours = ["--conditions=@surenet/source", worker, name, String(threads)];
  if (name === "ours" || name === "stock") return new SideProcess(name, process.execPath, ours);
  if (name === "native") {
    const NODE_PATH = path.resolve(import.meta.dirname, "../../.cache/native/node_modules"); // made by npm run engines:native
    return new SideProcess(name, process.execPath, ours, { env: { NODE_PATH } });
  }
  if (name === "torch") {
    const script = path.join(import.meta.dirname, "peers/torch_worker.py");
    return new SideProcess(name, torchPython(), [script, String(threads)], { env: { OMP_NUM_THREADS: String(threads) } });
  }
  if (name === "jax-js") {
    const script = path.join(import.meta.dirname, "peers/jax-js-worker.mjs");
    return new SideProcess(name, process.execPath, [script, jaxJsFolder()], { only: JAX_JS_SUBJECTS });
  }
  throw new RangeError(`there is no side ${name}; expected ours, native, stock, jax-js or torch`);
}
