import { Exp, type Tensor, engine, exp, log1p, pow, scalar, tensor, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { testModules, ulps } from "../../../test/kernel-modules.ts";
import { erf } from "../../../test/special-functions.ts";
import { ULP_BOUND } from "./elementwise.ts";

const REFERENCE: Readonly<Record<keyof typeof ULP_BOUND, (x: number) => number>> = {
  erf,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  tanh: Math.tanh,
};

/** Every 4099th bit pattern, so all exponents and both signs, and dense points where the functions bend. */
const points = ((): Float32Array => {
  const patterns = new Float32Array(Uint32Array.from({ length: Math.floor(2 ** 32 / 40_009) }, (_, i) => i * 40_009).buffer);
  const dense = [2, 20, 105].flatMap((bound) => Array.from({ length: 30_000 }, (_, i) => ((2 * i) / 30_000 - 1) * bound));
  return Float32Array.from([...patterns, ...dense, 0, -0, 1, -1, Infinity, -Infinity, NaN]);
})();

describe.each(await testModules())("$name", (module) => {
  it.each(Object.entries(ULP_BOUND))("%s is right to %d units in the last place, and exact where there is none", (name, bound) => {
    const f = REFERENCE[name as keyof typeof ULP_BOUND];
    const y = module.room(points.length);
    module.kernels[name as keyof typeof ULP_BOUND](points.length, module.place(points), y);
    const got = module.read(y, points.length);
    module.clear();
    let worst = 0;
    points.forEach((x, i) => {
      const [want, value] = [f(x), got[i] ?? NaN];
      const rounded = Math.fround(want);
      if (rounded === 0 || !Number.isFinite(rounded)) {
        const atTheBrink = Math.abs(want) < 3.5e38 && value > 3.4e38; // one step below overflow
        if (!Object.is(value, rounded) && !atTheBrink) expect.fail(`${name}(${x}) is ${value}, not ${rounded}`);
      } else worst = Math.max(worst, ulps(value, want));
    });
    expect(worst).toBeLessThanOrEqual(bound);
  });

  it("handles every length up to 9, and in place", () => {
    for (let n = 0; n <= 9; n++) {
      const x = module.place(points.subarray(-40, -40 + n).map((_, i) => i / 3));
      module.kernels.exp(n, x, x);
      module.read(x, n).forEach((value, i) => expect(ulps(value, Math.exp(Math.fround(i / 3)))).toBeLessThan(1));
      module.clear();
    }
  });

  it("pow is IEEE 754's, to 0.51 units in the last place", () => {
    const special = [
      0,
      -0,
      1,
      -1,
      2,
      -2,
      0.5,
      -0.5,
      3,
      -3,
      1e30,
      -1e30,
      1e-40,
      -1e-40,
      Infinity,
      -Infinity,
      NaN,
      1.5,
      -2.5,
      33554432,
      16777215,
      -16777215,
    ];
    const pairs = special.flatMap((a) => special.map((b) => [a, b] as const));
    for (let i = 0; i < 60_000; i++)
      pairs.push([Math.exp(80 * Math.sin(i)) * (i % 3 === 0 ? -1 : 1), i % 3 === 0 ? (i % 41) - 20 : 5 * Math.sin(i * i)]);
    const [x, y] = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side] ?? NaN)) as [Float32Array, Float32Array];
    const z = module.room(x.length);
    module.kernels.pow(x.length, module.place(x), module.place(y), z);
    module.read(z, x.length).forEach((value, i) => {
      const [a, b] = [x[i] ?? NaN, y[i] ?? NaN];
      const want = a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b; // where JavaScript says NaN against IEEE 754
      const rounded = Math.fround(want);
      if (rounded === 0 || !Number.isFinite(rounded)) expect(value, `${a} ** ${b}`).toBe(rounded);
      else if (ulps(value, want) > 0.51) expect.fail(`${a} ** ${b} is ${value}, not ${want}`);
    });
    module.clear();
  });
});

describe("the operations", () => {
  it("take any shape, and powers any exponent that broadcasts", () => {
    tidy(() => {
      expect(exp(scalar(1))).toBeClose(Math.E, 1e-6);
      expect(log1p(tensor([1e-8, -1e-8]))).toBeClose([1e-8, -1e-8], 1e-15);
      const x = tensor([[1, 2], [3, 4]]); // prettier-ignore
      expect(pow(x, scalar(2))).toBeClose([1, 4, 9, 16], 1e-6);
      expect(pow(x, tensor([[2, 0], [1, -1]]))).toBeClose([1, 1, 3, 0.25], 1e-6); // prettier-ignore
      expect(pow(x, tensor([1, 2]))).toBeClose([1, 4, 3, 16], 1e-6);
      expect(pow(scalar(2), x)).toBeClose([2, 4, 8, 16], 1e-6);
      expect(pow(tensor([2, 3], [2], "int32"), tensor([3, 2], [2], "int32"))).toBeClose([8, 9]);
      expect(exp(tensor([], [0, 3])).shape).toEqual([0, 3]);
    });
  });

  it("leave integers to the engine", () => {
    tidy(() => {
      const x = tensor([0, 1], [2], "int32");
      expect((engine().runKernel(Exp, { x }) as Tensor).shape).toEqual([2]);
    });
  });
});
