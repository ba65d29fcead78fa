import { type Tensor, max, mean, min, reshape, sum, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { weights } from "@surenet/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { testModules } from "../../../test/kernel-modules.ts";

const shape = fc.array(fc.constantFrom(1, 2, 3, 4, 5, 9, 17), { minLength: 1, maxLength: 4 });

/** Reduces in float64 loops. */
function reduced(
  x: Float32Array,
  sides: readonly number[],
  axes: readonly number[],
  step: (total: number, value: number) => number,
  start: number,
): number[] {
  const kept = sides.map((side, i) => (axes.includes(i) ? 1 : side));
  const out = Array.from({ length: kept.reduce((a, b) => a * b, 1) }, () => start);
  x.forEach((value, flat) => {
    let [rest, index, stride] = [flat, 0, 1];
    for (let i = sides.length - 1; i >= 0; i--) {
      const [side, keptSide] = [sides[i] ?? 1, kept[i] ?? 1];
      if (keptSide > 1) index += (rest % side) * stride;
      stride *= keptSide;
      rest = Math.floor(rest / side);
    }
    out[index] = step(out[index] ?? NaN, value);
  });
  return out;
}

it("sum, mean, max and min over any axes are plain loops", () => {
  fc.assert(
    fc.property(shape, fc.array(fc.nat(3), { maxLength: 3 }), fc.boolean(), (sides, wanted, keepDims) => {
      const axes = [...new Set(wanted.filter((axis) => axis < sides.length))];
      const values = weights(sides.reduce<number>((a, b) => a * b, 1));
      const count = axes.reduce<number>((product, axis) => product * (sides[axis] ?? 1), 1);
      tidy(() => {
        const x = tensor(values, sides);
        const add = reduced(values, sides, axes, (a, b) => a + b, 0);
        const same = (got: Tensor, want: number[], tolerance: number): void => {
          expect(got.shape).toEqual(keepDims ? sides.map((side, i) => (axes.includes(i) ? 1 : side)) : sides.filter((_, i) => !axes.includes(i))); // prettier-ignore
          expect(reshape(got, [-1])).toBeClose(want, tolerance);
        };
        same(sum(x, axes, keepDims), add, 1e-7);
        same(mean(x, axes, keepDims), add.map((total) => total / count), 1e-7); // prettier-ignore
        same(max(x, axes, keepDims), reduced(values, sides, axes, Math.max, -Infinity), 0);
        same(min(x, axes, keepDims), reduced(values, sides, axes, Math.min, Infinity), 0);
      });
    }),
    { numRuns: 200 },
  );
});

it("a sum over nothing is zero, and NaN is larger and smaller than any number", () => {
  tidy(() => {
    expect(sum(zeros([0, 3]), 0)).toBeClose([0, 0, 0]);
    const x = tensor([[1, NaN, 3], [4, 5, 6]]); // prettier-ignore
    for (const f of [max, min]) {
      expect([...f(x, 0).dataSync()].map(Number.isNaN)).toEqual([false, true, false]);
      expect([...f(x, 1).dataSync()].map(Number.isNaN)).toEqual([true, false]);
    }
  });
});

describe.each(await testModules())("sums of $name", ({ kernels, place, room, read, clear }) => {
  it("go through many columns in chunks, and keep what float32 would lose", () => {
    const [outer, n, columns] = [2, 7, 5003];
    const values = Float32Array.from({ length: outer * n * columns }, (_, i) => (i % 3 === 0 ? 1e8 : -1) + (i % 7));
    const y = room(outer * columns);
    kernels.sumColumns(outer, n, columns, place(values), y, 1, room(2 * 2048));
    const got = read(y, outer * columns);
    clear();
    const want = reduced(values, [outer, n, columns], [1], (a, b) => a + b, 0).map(Math.fround);
    expect([...got]).toEqual(want);
  });
});
