import { type KernelFunc, type NamedAttrMap, type TensorInfo, engine as tfEngine, getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core"; // prettier-ignore
import { engineMemory } from "./engine-memory.ts";
import type { Kernel, RegisteredKernel } from "./kernel.ts";

/** The engine's own kernel of this name, also when one of ours stands in its place; undefined when it has none. */
export function stockKernel(name: string, engine: string): KernelFunc | undefined {
  const registered: RegisteredKernel | undefined = getKernel(name, engine);
  return registered === undefined ? undefined : "stock" in registered ? registered.stock : registered.kernelFunc;
}

/** Registers a kernel on an engine, and keeps the one that stood there within its reach. */
export function registerOne({ name, run }: Kernel, engine: string): void {
  const registered: RegisteredKernel | undefined = getKernel(name, engine);
  const stock = stockKernel(name, engine);
  if (registered !== undefined) unregisterKernel(name, engine);
  const replacement: RegisteredKernel = {
    ...registered, // keeps the set-up that the stock kernel needs when the engine starts anew
    kernelName: name,
    backendName: engine,
    stock,
    kernelFunc: ({ inputs, backend, attrs = {} }) =>
      run({
        inputs: inputs as Record<string, TensorInfo>,
        attrs,
        memory: engineMemory(engine, backend),
        call: (other, tensors, options) => runOn(getKernel(other, engine)?.kernelFunc, { inputs: tensors, backend, attrs: options }, other),
        stock: (tensors, options) => runOn(stock, { inputs: tensors, backend, attrs: options }, name),
      }),
  };
  registerKernel(replacement);
}

function runOn(
  kernelFunc: KernelFunc | undefined,
  given: { inputs: Readonly<Record<string, TensorInfo>>; backend: object; attrs: object | undefined },
  name: string,
): TensorInfo {
  if (kernelFunc === undefined) throw new Error(`there is no kernel ${name} to build on`);
  const [result] = [kernelFunc({ inputs: given.inputs, backend: given.backend, attrs: given.attrs as NamedAttrMap })].flat();
  if (result === undefined) throw new Error(`kernel ${name} gave nothing`);
  return result;
}

/**
 * Registers a kernel on the engine in force when it is first needed: for operations of few pages, which the others need not load.
 *
 * @returns whether the engine has the kernel
 */
export function onDemand(kernel: Kernel): boolean {
  const { backendName } = tfEngine();
  if (getKernel(kernel.name, backendName) !== undefined) return true;
  if (!kernel.engines.some((name) => name === backendName)) return false;
  registerOne(kernel, backendName);
  return true;
}
