import { type Tensor, add, concat, getKernel, grads, mul, reshape, setBackend, square, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { gradientError, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { gradientCases } from "../../test/gradient-cases.ts";
import { differentiableOps } from "./register.ts";

// float32 differences of second order carry about 1e-6 / step of noise; a wrong rule is wrong in the first digit
const TOLERANCE = 1e-2;

/** The gradient of `Σ c ∘ (y + y²)` as one vector; the square makes the gradient of a linear `f` depend on its input. */
function gradientOf(f: (...inputs: Tensor[]) => Tensor): (...inputs: Tensor[]) => Tensor {
  const loss = (...inputs: Tensor[]): Tensor => {
    const y = f(...inputs);
    return sum(mul(add(y, square(y)), tensor(weights(y.size), y.shape)));
  };
  return (...inputs) => concat(grads(loss)(inputs).map((gradient) => reshape(gradient, [-1])));
}

describe.each(["wasm", "cpu"])("gradients on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend("wasm");
  });

  for (const { kernel, about, f, inputs } of gradientCases) {
    const needed = kernel === "LogSoftmax" || kernel === "BroadcastTo" ? getKernel(kernel, engine) : true;
    it.runIf(needed)(`${kernel}${about ? `, ${about}` : ""}: first and second derivative agree with finite differences`, () => {
      tidy(() => {
        expect(gradientError(f, inputs()), "first derivative").toBeLessThan(TOLERANCE);
        expect(gradientError(gradientOf(f), inputs(), { maxPoints: 12 }), "second derivative").toBeLessThan(TOLERANCE);
      });
    });
  }
});

it("has a case for every operation that it promises", () => {
  expect([...new Set(gradientCases.map((c) => c.kernel))].sort()).toEqual(differentiableOps());
});
