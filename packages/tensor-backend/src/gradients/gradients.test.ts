import {
  BroadcastTo, type KernelConfig, LogSoftmax, type Tensor, add, broadcastTo, concat, grads, logSoftmax, mul, registerKernel, reshape, setBackend, square, sum, tensor, tidy,
  unregisterKernel,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { defaultEngine, engines, gradientError, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { elementwiseCases } from "../../test/gradient-cases/elementwise.ts";
import { productCases } from "../../test/gradient-cases/products.ts";
import { shapeCases } from "../../test/gradient-cases/shapes.ts";
import { differentiableOps } from "./register.ts";

// float32 differences of second order carry about 1e-6 / step of noise; a wrong rule is wrong in the first digit
const TOLERANCE = 1e-2;

/** One or more functions for every kernel of `differentiableOps()`. */
const cases = [...elementwiseCases, ...productCases, ...shapeCases];

/** The gradient of `Σ c ∘ (y + y²)` as one vector; the square makes the gradient of a linear `f` depend on its input. */
function gradientOf(f: (...inputs: Tensor[]) => Tensor): (...inputs: Tensor[]) => Tensor {
  const loss = (...inputs: Tensor[]): Tensor => {
    const y = f(...inputs);
    return sum(mul(add(y, square(y)), tensor(weights(y.size), y.shape)));
  };
  return (...inputs) => concat(grads(loss)(inputs).map((gradient) => reshape(gradient, [-1])));
}

describe.each(engines)("gradients on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    for (const kernel of nativeOnly(engine)) registerKernel(kernel);
    return async () => {
      for (const { kernelName } of nativeOnly(engine)) unregisterKernel(kernelName, engine);
      await setBackend(defaultEngine);
    };
  });

  it.each(cases)("$name: first and second derivative agree with finite differences", ({ f, inputs }) => {
    tidy(() => {
      expect(gradientError(f, inputs()), "first derivative").toBeLessThan(TOLERANCE);
      expect(gradientError(gradientOf(f), inputs(), { maxPoints: 12 }), "second derivative").toBeLessThan(TOLERANCE);
    });
  });
});

/** Kernels that only native engines have, composed so that their rules can be tried here. */
function nativeOnly(backendName: string): KernelConfig[] {
  return [
    {
      kernelName: BroadcastTo,
      backendName,
      kernelFunc: ({ inputs, attrs }) => broadcastTo(inputs["x"] as Tensor, attrs?.["shape"] as number[]),
    },
    { kernelName: LogSoftmax, backendName, kernelFunc: ({ inputs }) => logSoftmax(inputs["logits"] as Tensor) },
  ];
}

it("has a case for every operation that it promises", () => {
  expect([...new Set(cases.map((c) => c.kernel))].sort()).toEqual(differentiableOps());
});
