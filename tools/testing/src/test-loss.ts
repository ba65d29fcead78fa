import { type Tensor, add, grad, mul, setBackend, square, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { disagreement } from "./disagreement.ts";
import { awaitedEngines, defaultEngine, readableEngines } from "./engines.ts";
import { gradientError, weights } from "./gradient.ts";
import { expectNoLeak } from "./no-leak.ts";

export interface LossCase {
  readonly name: string;
  /** The loss of an input, with its target already bound or given as a constant tensor. */
  readonly loss: (input: Tensor, target: Tensor) => Tensor;
  readonly input: () => Tensor;
  readonly target: () => Tensor;
  /** The value at that input, with its arithmetic in a comment beside it. */
  readonly value: number | readonly number[];
  readonly tolerance?: number;
  readonly refuses?: readonly (readonly [what: string, call: () => unknown, code: string])[];
  readonly engines?: readonly string[];
}

/** The conformance suite of a loss: value, gradient against finite differences, leaks, refusals, on every engine at hand. */
export function testLoss({ name, loss, input, target, value, tolerance = 5e-3, refuses = [], engines = readableEngines }: LossCase): void {
  describe.each(engines)(`${name} on %s`, (engine) => {
    beforeAll(async () => {
      await setBackend(engine);
      return () => setBackend(defaultEngine);
    });

    it("has the stated value", () => {
      tidy(() => void expect(loss(input(), target())).toBeClose(value));
    });

    it("has the gradient of its input", () => {
      tidy(() => {
        const t = target();
        expect(gradientError((x) => loss(x, t), [input()])).toBeLessThan(tolerance);
      });
    });

    it("has the gradient of that gradient", () => {
      tidy(() => {
        const t = target();
        const slope = grad((x: Tensor) => weighted(loss(x, t)));
        expect(gradientError((x) => slope(x), [input()])).toBeLessThan(tolerance);
      });
    });

    it("leaves only its value behind", async () => {
      await expectNoLeak(() => {
        const [x, t] = [input(), target()];
        const y = loss(x, t);
        for (const owned of [x, t, y]) owned.dispose();
      });
    });
  });

  it.each(awaitedEngines)(`${name} on %s computes what the cpu engine does, and both derivatives`, async (engine) => {
    const compute = (): Tensor[] => {
      const [x, t] = [input(), target()];
      const value = (a: Tensor): Tensor => weighted(loss(a, t));
      const slope = grad(value);
      return [loss(x, t), slope(x), grad((a: Tensor) => weighted(slope(a)))(x)];
    };
    expect(await disagreement(engine, compute)).toBeLessThan(tolerance);
  });

  it.each(refuses)(`${name} refuses %s`, (_, call, code) => {
    expect(call).toThrowSurenet(code);
  });
}

/** `Σ c ∘ (y + y²)`; the square makes the gradient of what is linear depend on its input. */
function weighted(y: Tensor): Tensor {
  return sum(mul(add(y, square(y)), tensor(weights(y.size), y.shape)));
}
