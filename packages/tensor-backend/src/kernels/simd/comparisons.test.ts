import {
  type Tensor,
  add,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  maximum,
  minimum,
  notEqual,
  scalar,
  tensor,
  tidy,
  where,
  zeros,
} from "@tensorflow/tfjs-core";
import { weights } from "@surenet/testing";
import fc from "fast-check";
import { expect, it } from "vitest";

const number = fc.oneof(fc.constantFrom(0, -0, 1, NaN, Infinity, -Infinity), fc.float({ noNaN: true }));
const lists = fc.array(fc.tuple(number, number), { minLength: 1, maxLength: 40 });

const questions: [string, (a: Tensor, b: Tensor) => Tensor, (a: number, b: number) => boolean][] = [
  ["greater", greater, (a, b) => a > b],
  ["greaterEqual", greaterEqual, (a, b) => a >= b],
  ["less", less, (a, b) => a < b],
  ["lessEqual", lessEqual, (a, b) => a <= b],
  ["equal", equal, (a, b) => a === b],
  ["notEqual", notEqual, (a, b) => a !== b],
];

it.each(questions)("%s is JavaScript's, for equal shapes and a single number", (_, f, ask) => {
  fc.assert(
    fc.property(lists, (pairs) => {
      const [x, y] = [0, 1].map((side) => pairs.map((pair) => pair[side] ?? NaN)) as [number[], number[]];
      const [first, second] = [x[0] ?? NaN, y[0] ?? NaN];
      tidy(() => {
        const [a, b] = [tensor(x), tensor(y)];
        const bits = (t: Tensor): boolean[] => Array.from(t.dataSync(), Boolean);
        expect(bits(f(a, b))).toEqual(x.map((value, i) => ask(value, y[i] ?? NaN)));
        expect(bits(f(a, scalar(second)))).toEqual(x.map((value) => ask(value, second)));
        expect(bits(f(scalar(first), b))).toEqual(y.map((value) => ask(first, value)));
      });
    }),
  );
});

it("maximum and minimum prefer NaN, and where picks by place", () => {
  fc.assert(
    fc.property(lists, (pairs) => {
      const [x, y] = [0, 1].map((side) => pairs.map((pair) => pair[side] ?? NaN)) as [number[], number[]];
      const second = y[0] ?? NaN;
      tidy(() => {
        const [a, b] = [tensor(x), tensor(y)];
        expect([...maximum(a, b).dataSync()]).toEqual(x.map((value, i) => Math.max(value, y[i] ?? NaN)));
        expect([...minimum(a, scalar(second)).dataSync()]).toEqual(x.map((value) => Math.min(value, second)));
        expect([...where(greater(a, b), a, b).dataSync()]).toEqual(x.map((value, i) => (value > (y[i] ?? NaN) ? value : (y[i] ?? NaN))));
      });
    }),
  );
});

/** A shape of up to four axes, and for each operand which of them it has in full. */
const broadcasts = fc.array(fc.tuple(fc.constantFrom(1, 2, 3, 5, 17), fc.boolean(), fc.boolean()), { minLength: 1, maxLength: 4 });

it("any shapes that broadcast, blocks of numbers against blocks or against one", () => {
  fc.assert(
    fc.property(broadcasts, fc.nat(3), (axes, dropped) => {
      const sides = (operand: 1 | 2): number[] => axes.map((axis) => (axis[operand] ? axis[0] : 1));
      const [shapeA, shapeB] = [sides(1), sides(2).slice(dropped)];
      tidy(() => {
        const [a, b] = [shapeA, shapeB].map((shape, i) => tensor(weights(size(shape) + i).subarray(i), shape)) as [Tensor, Tensor];
        const want = shapeA.map((side, i) => Math.max(side, shapeB[i - Math.min(dropped, shapeA.length)] ?? 1));
        const [wholeA, wholeB] = [a, b].map((t) => add(t, zeros(want)).dataSync()) as [Float32Array, Float32Array];
        expect(greater(a, b).shape).toEqual(want);
        expect([...greater(a, b).dataSync()]).toEqual(Array.from(wholeA, (x, i) => (x > (wholeB[i] ?? NaN) ? 1 : 0)));
        expect([...lessEqual(a, b).dataSync()]).toEqual(Array.from(wholeA, (x, i) => (x <= (wholeB[i] ?? NaN) ? 1 : 0)));
        expect([...minimum(b, a).dataSync()]).toEqual(Array.from(wholeA, (x, i) => Math.min(x, wholeB[i] ?? NaN)));
      });
    }),
    { numRuns: 200 },
  );
});

const size = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

it("a column against a row, shapes that do not fit, and integers", () => {
  tidy(() => {
    const [column, row] = [tensor([1, 2], [2, 1]), tensor([1, 2], [1, 2])];
    expect([...greater(column, row).dataSync()]).toEqual([0, 0, 1, 0]);
    expect(maximum(column, row)).toBeClose([1, 2, 2, 2]);
    expect(() => greater(tensor([1, 2]), tensor([1, 2, 3]))).toThrow(/broadcast/);
    expect(maximum(tensor([1], [1]), tensor([[3]])).shape).toEqual([1, 1]);
    expect([...equal(tensor([1, 2], [2], "int32"), tensor([1, 3], [2], "int32")).dataSync()]).toEqual([1, 0]);
  });
});
