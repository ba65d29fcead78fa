import {
  type Tensor,
  AvgPoolGrad,
  MaxPoolGrad,
  cast,
  engine,
  mean,
  ones,
  sum,
  tensor,
  tidy,
  tile,
  unsortedSegmentSum,
} from "@tensorflow/tfjs-core";
import { defaultEngine, weights } from "@surenet/testing";
import { describe, expect, it } from "vitest";

const values = (...shape: number[]): Tensor => tensor(weights(shape.reduce((product, side) => product * side, 1)), shape);

/** Every index of a shape, in row-major order. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>((all, side) => all.flatMap((index) => Array.from({ length: side }, (_, i) => [...index, i])), [[]]);
}

describe("sum and mean", () => {
  it.each<[number[], number[]]>([
    [[5], [0]],
    [[3, 20], [1]],
    [[20, 3], [0]],
    [[30, 2], [1]],
    [[2, 3, 4], [1]],
    [
      [2, 3, 4],
      [0, 2],
    ],
    [
      [9, 2, 10, 3],
      [0, 2],
    ],
    [
      [2, 9, 2, 2, 9],
      [1, 3],
    ],
    [[2, 3], []],
    [
      [1, 4, 1],
      [0, 2],
    ],
  ])("of %j over the axes %j are those of plain loops", (shape, axes) => {
    tidy(() => {
      const x = values(...shape);
      const numbers = x.dataSync();
      const want = new Map<string, number>();
      indices(shape).forEach((index, i) => {
        const key = index.filter((_, axis) => !axes.includes(axis)).join();
        want.set(key, (want.get(key) ?? 0) + (numbers[i] ?? NaN));
      });
      const count = numbers.length / want.size;
      expect(sum(x, axes)).toBeClose([...want.values()], 1e-6);
      expect(mean(x, axes, true)).toBeClose([...want.values()].map((total) => total / count), 1e-6); // prettier-ignore
      expect(mean(x, axes, true).shape).toEqual(shape.map((side, axis) => (axes.includes(axis) ? 1 : side)));
    });
  });

  it("of integers are an integer and a float", () => {
    tidy(() => {
      const x = tensor([2, 3, 4, 6], [2, 2], "int32");
      expect(sum(x, 0).dtype).toBe("int32");
      expect(sum(x, 0)).toBeClose([6, 9]);
      expect(mean(x, 1)).toBeClose([2.5, 5]);
    });
  });

  it("of nothing are 0 and NaN", () => {
    tidy(() => {
      expect(sum(tensor([], [0, 2]), 0)).toBeClose([0, 0]);
      expect(mean(tensor([], [0]))).toBeClose(NaN);
    });
  });
});

describe("tile", () => {
  it.each<[number[], number[]]>([
    [[3], [4]],
    [
      [2, 3],
      [2, 1],
    ],
    [
      [2, 3],
      [1, 2],
    ],
    [
      [3, 1],
      [1, 4],
    ],
    [
      [1, 1, 3],
      [2, 2, 1],
    ],
    [
      [2, 1, 2, 1],
      [1, 3, 2, 2],
    ],
  ])("repeats %j by %j", (shape, reps) => {
    tidy(() => {
      const x = values(...shape);
      const numbers = x.dataSync();
      const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, side) => product * side, 1));
      const target = shape.map((side, i) => side * (reps[i] ?? 1));
      const want = indices(target).map(
        (index) => numbers[index.reduce((at, i, axis) => at + (i % (shape[axis] ?? 1)) * (strides[axis] ?? 1), 0)] ?? NaN,
      );
      expect(tile(x, reps)).toBeClose(tensor(want, target));
    });
  });

  it("keeps integers and booleans what they are", () => {
    tidy(() => {
      expect(tile(tensor([7, -8], [2], "int32"), [2])).toBeClose([7, -8, 7, -8]);
      expect(tile(tensor([1], [1], "bool"), [3]).dtype).toBe("bool");
    });
  });

  it.runIf(defaultEngine === "wasm")("refuses strings", () => {
    tidy(() => void expect(() => tile(tensor(["a"], [1], "string"), [2])).toThrowSurenet("E_UNSUPPORTED", /numbers only/));
  });
});

it("unsortedSegmentSum adds rows by id and drops ids outside", () => {
  tidy(() => {
    const x = tensor([[1, 2], [3, 4], [5, 6], [7, 8]]); // prettier-ignore
    const ids = tensor([2, 0, 2, -1], [4], "int32") as never;
    expect(unsortedSegmentSum(x, ids, 3)).toBeClose([[3, 4], [0, 0], [6, 8]]); // prettier-ignore
    expect(unsortedSegmentSum(x, ids, 1)).toBeClose([[3, 4]]);
    expect(unsortedSegmentSum(cast(x, "int32"), ids, 3).dtype).toBe("int32");
  });
});

it("the first of equal maxima takes the gradient of its window, and overlapping windows add", () => {
  tidy(() => {
    const input = tensor([2, 2, 1], [1, 1, 3, 1]);
    const attrs = { filterSize: [1, 2], strides: 1, pad: "valid" };
    const run = (name: string): Tensor => engine().runKernel(name, { dy: ones([1, 1, 2, 1]), input, output: ones([1, 1, 2, 1]) }, attrs);
    expect(run(MaxPoolGrad)).toBeClose([1, 1, 0]);
    expect(run(AvgPoolGrad)).toBeClose([0.5, 1, 0.5]);
  });
});
