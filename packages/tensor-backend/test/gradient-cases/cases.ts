import { BroadcastTo, type KernelConfig, type Tensor, add, broadcastTo, concat, grads, mul, registerKernel, reshape, square, sum, tensor, unregisterKernel } from "@tensorflow/tfjs-core"; // prettier-ignore
import { weights } from "@surenet/testing/gradient";
import { elementwiseCases } from "./elementwise.ts";
import type { GradientCase } from "./gradient-case.ts";
import { productCases } from "./products.ts";
import { shapeCases } from "./shapes.ts";

/** One or more functions for every kernel of `differentiableOps()`. */
export const gradientCases: readonly GradientCase[] = [...elementwiseCases, ...productCases, ...shapeCases];

/** The gradient of `Σ c ∘ (y + y²)` as one vector; the square makes the gradient of a linear `f` depend on its input. */
export function gradientOf(f: (...inputs: Tensor[]) => Tensor): (...inputs: Tensor[]) => Tensor {
  const loss = (...inputs: Tensor[]): Tensor => {
    const y = f(...inputs);
    return sum(mul(add(y, square(y)), tensor(weights(y.size), y.shape)));
  };
  return (...inputs) => concat(grads(loss)(inputs).map((gradient) => reshape(gradient, [-1])));
}

/** Kernels that TensorFlow.js names but no engine here has; composed, so that their rules can be tried. Returns what removes them. */
export function provideComposedKernels(backendName: string): () => void {
  const kernels: KernelConfig[] = [
    {
      kernelName: BroadcastTo,
      backendName,
      kernelFunc: ({ inputs, attrs }) => broadcastTo(inputs["x"] as Tensor, attrs?.["shape"] as number[]),
    },
  ];
  for (const kernel of kernels) registerKernel(kernel);
  return () => {
    for (const { kernelName } of kernels) unregisterKernel(kernelName, backendName);
  };
}
