import {
  type Tensor,
  expandDims,
  grad,
  grads,
  mul,
  ones,
  scalar,
  setBackend,
  square,
  sum,
  tensor,
  tidy,
  zeros,
} from "@tensorflow/tfjs-core";
import { defaultEngine, expectNoLeak, gradientError, readableEngines, weights } from "@surenet/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { normRows } from "./norm-rows.ts";

const eps = 1e-5;

describe.each(readableEngines)("normRows on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
    return () => setBackend(defaultEngine);
  });

  it("normalises rows: (1, 3) has mean 2 and biased variance 1; a constant row stays zero, where 0/√ε = 0", () => {
    tidy(() => {
      const x = tensor([[[1, 3], [5, 5]]]); // prettier-ignore
      expect(normRows(x, tensor([2, 3]), tensor([10, 20]), { eps })).toBeClose([[[8, 23], [10, 20]]]); // prettier-ignore
    });
  });

  it("takes a small variance for ε: (0, 0.002) deviates by 0.001, which 1/√1e-5 makes 0.3162", () => {
    tidy(() => void expect(normRows(tensor([[0, 0.002]]), ones([2]), zeros([2]), { eps })).toBeClose([[-0.31623, 0.31623]], 1e-4));
  });

  it.each([[1, 1], [1, 2], [3, 5], [7, 64], [13, 37]])("of %d rows of %d, with and without SiLU, and the gradients, are the formula in float64", (rows, channels) => {
    const [x, dy] = [weights(rows * channels).map((v) => 3 * v + 1), weights(2 * rows * channels).subarray(rows * channels)];
    const [w, b] = [weights(channels).map((v) => v + 1.5), weights(3 * channels).subarray(2 * channels)];
    if (rows > 2) x.fill(0.25, channels, 2 * channels); // a row without any variance
    for (const silu of [false, true]) {
      const want = reference(x, w, b, dy, silu);
      tidy(() => {
        const inputs = [tensor(x, [rows, channels]), tensor(w), tensor(b)] as [Tensor, Tensor, Tensor];
        const run = (...all: Tensor[]): Tensor => normRows(...(all as [Tensor, Tensor, Tensor]), { eps, silu });
        expect(run(...inputs)).toBeClose(tensor(want.y, [rows, channels]), 2e-5);
        const [dx, dw, db] = grads((...all: Tensor[]) => sum(mul(run(...all), tensor(dy, [rows, channels]))))(inputs) as [Tensor, Tensor, Tensor];
        expect(dx).toBeClose(tensor(want.dx, [rows, channels]), 2e-4 * (1 + Math.max(...want.dx.map(Math.abs))));
        expect(dw).toBeClose(tensor(want.dw), 1e-4);
        expect(db).toBeClose(tensor(want.db), 1e-4);
      });
    }
  }); // prettier-ignore

  it.each([false, true])("takes a row without a mask for zeros, and gives it no gradient, with SiLU: %s", (silu) => {
    tidy(() => {
      const mask = tensor([[1, 0, 1], [0, 1, 1]]); // prettier-ignore
      const inputs = [tensor(weights(24), [2, 3, 4]), tensor(weights(8).subarray(4)), tensor(weights(12).subarray(8))] as [
        Tensor,
        Tensor,
        Tensor,
      ];
      const masked = (...all: Tensor[]): Tensor => normRows(...(all as [Tensor, Tensor, Tensor]), { eps, silu, mask });
      const multiplied = (x: Tensor, ...rest: Tensor[]): Tensor =>
        normRows(mul(x, expandDims(mask, -1)), ...(rest as [Tensor, Tensor]), { eps, silu });
      expect(masked(...inputs)).toBeClose(multiplied(...inputs), 1e-6);
      const slopes = (run: typeof masked): Tensor[] => grads((...all: Tensor[]) => sum(square(run(...all))))(inputs);
      for (const [i, want] of slopes(multiplied as typeof masked).entries()) expect(slopes(masked)[i]).toBeClose(want, 1e-4);
      expect(gradientError(masked, inputs)).toBeLessThan(5e-3);
      const [, w, b] = inputs;
      const slope = (x: Tensor): Tensor => grad((p: Tensor) => sum(square(masked(p, w, b))))(x);
      expect(gradientError(slope, [inputs[0]])).toBeLessThan(1e-2);
    });
  });

  it.each([false, true])("has the gradient of its gradient, with SiLU: %s", (silu) => {
    tidy(() => {
      const [x, w, b] = [tensor(weights(12), [3, 4]), tensor(weights(4)), tensor(weights(4))];
      expect(gradientError((a, c, d) => normRows(a, c, d, { eps, silu }), [x, w, b])).toBeLessThan(5e-3);
      const slope = (a: Tensor): Tensor => grad((p: Tensor) => sum(square(normRows(p, w, b, { eps, silu }))))(a);
      expect(gradientError(slope, [x])).toBeLessThan(1e-2);
    });
  });

  it("leaves only its result behind", async () => {
    const [x, w, b] = [tensor(weights(6), [2, 3]), ones([3]), zeros([3])];
    await expectNoLeak(() => normRows(x, w, b, { eps, silu: true }).dispose());
    await expectNoLeak(() => grad((a: Tensor) => sum(normRows(a, w, b, { eps, silu: true })))(x).dispose());
    const mask = ones([2]);
    await expectNoLeak(() => normRows(x, w, b, { eps, mask }).dispose());
    await expectNoLeak(() => grad((a: Tensor) => sum(normRows(a, w, b, { eps, mask })))(x).dispose());
    for (const t of [x, w, b, mask]) t.dispose();
  });
});

it("takes rows of any rank but no scalar, and as many channels as there are weights", () => {
  tidy(() => {
    expect(normRows(zeros([2, 1, 3]), ones([3]), zeros([3]), { eps }).shape).toEqual([2, 1, 3]);
    expect(normRows(zeros([3]), ones([3]), zeros([3]), { eps }).shape).toEqual([3]);
    expect(() => normRows(scalar(1), ones([3]), zeros([3]), { eps })).toThrowSurenet("E_SHAPE", /3/);
    expect(() => normRows(zeros([2, 4]), ones([3]), zeros([3]), { eps })).toThrowSurenet("E_SHAPE", /normRows.*3/);
    expect(() => normRows(zeros([2, 5, 3]), ones([3]), zeros([3]), { eps, mask: ones([5, 2]) })).toThrowSurenet(
      "E_SHAPE",
      /mask.*\[2, 5\]/,
    );
  });
});

/** y and the gradients of Σ y ∘ dy, in float64. */
function reference(
  x: Float32Array,
  w: Float32Array,
  b: Float32Array,
  dy: Float32Array,
  silu: boolean,
): Record<"y" | "dx" | "dw" | "db", number[]> {
  const n = w.length;
  const [y, dx]: [number[], number[]] = [[], []];
  const [dw, db] = [Array.from({ length: n }, () => 0), Array.from({ length: n }, () => 0)];
  const average = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / n;
  for (let from = 0; from < x.length; from += n) {
    const [row, given] = [x, dy].map((all) => Array.from(all.subarray(from, from + n))) as [number[], number[]];
    const centre = average(row);
    const variance = average(row.map((value) => (value - centre) ** 2));
    const r = 1 / Math.sqrt(Math.max(variance, eps));
    const normed = row.map((value) => (value - centre) * r);
    const z = normed.map((value, j) => value * (w[j] ?? NaN) + (b[j] ?? NaN));
    const s = z.map((value) => 1 / (1 + Math.exp(-value)));
    y.push(...z.map((value, j) => (silu ? value * (s[j] ?? NaN) : value)));
    const dz = given.map((value, j) => value * (silu ? (s[j] ?? NaN) * (1 + (z[j] ?? NaN) * (1 - (s[j] ?? NaN))) : 1));
    const g = dz.map((value, j) => value * (w[j] ?? NaN));
    const [shift, lean] = [average(g), variance > eps ? average(g.map((value, j) => value * (normed[j] ?? NaN))) : 0];
    dx.push(...g.map((value, j) => r * (value - shift - (normed[j] ?? NaN) * lean)));
    dz.forEach((value, j) => {
      dw[j] = (dw[j] ?? NaN) + value * (normed[j] ?? NaN);
      db[j] = (db[j] ?? NaN) + value;
    });
  }
  return { y, dx, dw, db };
}
