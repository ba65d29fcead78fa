import { type Tensor, setBackend, tidy } from "@tensorflow/tfjs-core";
import { awaitedEngines, defaultEngine, disagreement, gradientError, readableEngines } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { gradientCases, gradientOf, provideComposedKernels } from "../../test/gradient-cases/cases.ts";
import type { GradientCase } from "../../test/gradient-cases/gradient-case.ts";
import { checkEngine } from "../engine/preflight.ts";
import { GROUP_PERMUTE, GROUP_RESTORE } from "../kernels/loops/group-sort.ts";
import { differentiableOps } from "./register.ts";

// float32 differences of second order carry about 1e-6 / step of noise; a wrong rule is wrong in the first digit
const TOLERANCE = 1e-2;

describe.each(readableEngines)("gradients on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    const remove = provideComposedKernels(engine);
    return async () => {
      remove();
      await setBackend(defaultEngine);
    };
  });

  it.each(gradientCases)("$name: first and second derivative agree with finite differences", ({ f, inputs }) => {
    tidy(() => {
      expect(gradientError(f, inputs()), "first derivative").toBeLessThan(TOLERANCE);
      expect(gradientError(gradientOf(f), inputs(), { maxPoints: 12 }), "second derivative").toBeLessThan(TOLERANCE);
    });
  });
});

/** Kernels behind `groupSort` that an engine whose memory JavaScript does not reach has not; there it is composed of `topk`. */
const INNER = [GROUP_PERMUTE, GROUP_RESTORE];

describe.each(awaitedEngines)("gradients on %s", (engine) => {
  beforeAll(() => {
    const removals = ["cpu", engine].map(provideComposedKernels);
    return () => {
      for (const remove of removals) remove();
    };
  });

  it.each(gradientCases.filter(({ kernel }) => !INNER.includes(kernel)))(
    "$name: value and both derivatives agree with the cpu engine's",
    async ({ f, inputs }) => {
      const compute = (): Tensor[] => {
        const x = inputs();
        return [f(...x), gradientOf(f)(...x), gradientOf(gradientOf(f))(...x)];
      };
      expect(await disagreement(engine, compute)).toBeLessThan(1e-3);
    },
  );

  it.each(INNER)("%s is refused by name before any work", async (kernel) => {
    await setBackend(engine);
    const { f, inputs } = gradientCases.find((some) => some.kernel === kernel) as GradientCase;
    expect(() => checkEngine(() => f(...inputs()))).toThrowSurenet("E_KERNEL", new RegExp(`has no kernel ${kernel}`));
    await setBackend(defaultEngine);
  });
});

it("has a case for every operation that it promises", () => {
  expect([...new Set(gradientCases.map((c) => c.kernel))].sort()).toEqual(differentiableOps());
});
