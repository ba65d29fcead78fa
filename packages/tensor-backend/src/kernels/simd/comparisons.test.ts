import {
  type Tensor,
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
} from "@tensorflow/tfjs-core";
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

it("other shapes and integers are left to the engine", () => {
  tidy(() => {
    const [column, row] = [tensor([1, 2], [2, 1]), tensor([1, 2], [1, 2])];
    expect([...greater(column, row).dataSync()]).toEqual([0, 0, 1, 0]);
    expect(maximum(column, row)).toBeClose([1, 2, 2, 2]);
    expect(maximum(tensor([1], [1]), tensor([[3]])).shape).toEqual([1, 1]);
    expect([...equal(tensor([1, 2], [2], "int32"), tensor([1, 3], [2], "int32")).dataSync()]).toEqual([1, 0]);
  });
});
