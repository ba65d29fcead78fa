import { engine, setBackend, tensor } from "@tensorflow/tfjs-core";
import { defaultEngine, engines, expectNoLeak, weights } from "@surenet/testing";
import { expect, it } from "vitest";
import { loadSimd } from "../kernels/simd/load.ts";
import { type AdamState, adamStep } from "./adam-step.ts";

const options = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, eps: 1e-8 };

/** Three steps with the gradient `g`, in float64. */
function stepped(p: number, g: number): number[] {
  let [x, m, v] = [p, 0, 0];
  for (let count = 1; count <= 3; count++) {
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    x -= (0.01 * (m / (1 - 0.9 ** count))) / (Math.sqrt(v / (1 - 0.999 ** count)) + 1e-8);
  }
  return [x, m, v];
}

const variants = defaultEngine === "wasm" ? ["relaxed", "simd", ...engines.filter((name) => name === "cpu")] : [defaultEngine];

it.each(variants)("three steps are the formula: %s", async (variant) => {
  if (variant === "cpu") await setBackend("cpu");
  if (defaultEngine === "wasm" && variant !== "cpu") await loadSimd(engine().backend, variant === "simd");
  for (const size of [0, 1, 3, 4, 13, 5000]) {
    const [p, g] = [weights(size), weights(2 * size).subarray(size)];
    await expectNoLeak(() => {
      const gradient = tensor(g, [1, size]);
      let state: AdamState = {
        parameter: tensor(p, [1, size]),
        m: tensor(new Float32Array(size), [1, size]),
        v: tensor(new Float32Array(size), [1, size]),
      };
      for (let count = 1; count <= 3; count++) {
        const next = adamStep({ ...state, gradient }, { ...options, count });
        for (const old of Object.values(state)) old.dispose();
        state = next;
      }
      const want = Array.from(p, (value, i) => stepped(value, g[i] ?? NaN));
      expect(state.parameter).toBeClose([want.map(([x = NaN]) => x)], 1e-6); // prettier-ignore
      expect(state.m).toBeClose([want.map(([, m = NaN]) => m)], 1e-6); // prettier-ignore
      expect(state.v).toBeClose([want.map(([, , v = NaN]) => v)], 1e-6); // prettier-ignore
      for (const old of [gradient, ...Object.values(state)]) old.dispose();
    });
  }
  await setBackend(defaultEngine);
  await loadSimd(engine().backend);
});
