import {
  type GradConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type Tensor,
  engine,
  getBackend,
  getGradient,
  registerGradient,
} from "@tensorflow/tfjs-core";
import { stockKernel } from "../src/kernels/register-one.ts";

/** Runs the engine's own kernel, which ours stands in front of. */
export function runStock(name: string, inputs: NamedTensorInfoMap | readonly Tensor[], attrs: object): Tensor {
  const kernel = stockKernel(name, getBackend());
  if (kernel === undefined) throw new Error(`${getBackend()} has no ${name}`);
  const [result] = [kernel({ inputs: inputs as NamedTensorInfoMap, backend: engine().backend, attrs: attrs as NamedAttrMap })].flat();
  if (result === undefined) throw new Error(`${name} gave nothing`);
  return engine().makeTensorFromTensorInfo(result);
}

/** Runs `body` with another gradient rule, and puts ours back. */
export function withGradient<T>(rule: GradConfig, body: () => T): T {
  const ours = getGradient(rule.kernelName);
  registerGradient(rule);
  try {
    return body();
  } finally {
    registerGradient(ours);
  }
}

/** The shortest of some runs, in milliseconds. */
export function shortest(run: () => { dispose(): void }, runs = 5): number {
  let best = Infinity;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    const result = run();
    best = Math.min(best, performance.now() - start);
    result.dispose();
  }
  return best;
}
