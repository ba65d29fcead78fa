import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import type { BatchOptions, Dataset } from "../batches/batch.ts";
import { ArrayDataset } from "./array-dataset.ts";

/** Sample i is (10 i, 10 i + 1) with label i % 2. */
function numbered(size: number): ArrayDataset {
  const inputs = Float32Array.from({ length: 2 * size }, (_, k) => 10 * Math.floor(k / 2) + (k % 2));
  const targets = Int32Array.from({ length: size }, (_, i) => i % 2);
  return new ArrayDataset({ inputs, inputShape: [2], targets, classes: 2, featureNames: ["x", "y"], classNames: ["even", "odd"] });
}

/** The sample numbers of every batch of a pass. */
async function seen(data: Dataset, options: BatchOptions): Promise<number[][]> {
  const batches: number[][] = [];
  for await (const { input, target, size } of data.batches(options)) {
    expect([input.dtype, target.dtype, input.shape, target.shape]).toEqual(["float32", "int32", [size, 2], [size]]);
    const rows = Array.from(await input.data()).filter((_, k) => k % 2 === 0);
    batches.push(rows.map((x) => x / 10));
    expect(Array.from(await target.data())).toEqual(rows.map((x) => (x / 10) % 2));
    input.dispose();
    target.dispose();
  }
  return batches;
}

it("yields every sample once, in order, with the last batch smaller", async () => {
  expect(await seen(numbered(5), { batchSize: 2 })).toEqual([[0, 1], [2, 3], [4]]);
  expect(await seen(numbered(5), { batchSize: 2, dropLast: true })).toEqual([
    [0, 1],
    [2, 3],
  ]);
});

it("shuffles by the permutation of the rng, and resumes in the middle of the same pass", async () => {
  const order = Array.from(createRng(3).values.permutation(5));
  const whole = await seen(numbered(5), { batchSize: 2, rng: createRng(3) });
  expect(whole.flat()).toEqual(order);
  expect(await seen(numbered(5), { batchSize: 2, rng: createRng(3), from: 1 })).toEqual(whole.slice(1));
  expect(await seen(numbered(5), { batchSize: 2, rng: createRng(3), from: 3 })).toEqual([]);
});

it("leaves no tensor behind, whether the pass ends, breaks or is aborted", async () => {
  await expectNoLeak(() => seen(numbered(7), { batchSize: 3 }));
  await expectNoLeak(async () => {
    for await (const { input, target } of numbered(7).batches({ batchSize: 3 })) {
      input.dispose();
      target.dispose();
      break;
    }
  });
  await expectNoLeak(async () => {
    const stop = new AbortController();
    const pass = async (): Promise<void> => {
      for await (const { input, target } of numbered(7).batches({ batchSize: 3, signal: stop.signal })) {
        input.dispose();
        target.dispose();
        stop.abort();
      }
    };
    await expect(pass()).rejects.toMatchObject({ name: "AbortError" });
  });
});

it("refuses impossible batch options at the call", () => {
  const data = numbered(5);
  expect(() => data.batches({ batchSize: 0 })).toThrowSurenet("E_OPTION", /batchSize.*positive integer, got 0/);
  expect(() => data.batches({ batchSize: 2, from: 4 })).toThrowSurenet("E_OPTION", /from.*0 to 3, got 4/);
  expect(() => data.batches({ batchsize: 2 } as never)).toThrowSurenet("E_OPTION", /Did you mean "batchSize"/);
});

it("slices, selects and takes without sharing memory", () => {
  const data = numbered(5);
  expect(data.slice(1, 3).inputs).toEqual(new Float32Array([10, 11, 20, 21]));
  expect(data.slice(-1).inputs).toEqual(new Float32Array([40, 41]));
  expect(data.select([4, 4, 0]).targets).toEqual(new Int32Array([0, 0, 0]));
  expect(data.select([4, 4, 0]).inputs).toEqual(new Float32Array([40, 41, 40, 41, 0, 1]));
  expect(data.take(2).size).toBe(2);
  expect(data.take(99).size).toBe(5);
  data.take(2).inputs[0] = 7;
  expect(data.inputs[0]).toBe(0);
  expect(data.take(2)).toMatchObject({ classes: 2, featureNames: ["x", "y"], classNames: ["even", "odd"] });
  expect(() => data.select([5])).toThrowSurenet("E_OPTION", /0 to 4, got 5/);
});

it("splits by fraction or from the end, and no sample lies on both sides", () => {
  const data = numbered(10);
  const { train, test } = data.split({ holdout: 0.2, rng: createRng(0) });
  expect([train.size, test.size]).toEqual([8, 2]);
  const rows = [...train.inputs, ...test.inputs].filter((_, k) => k % 2 === 0).toSorted((a, b) => a - b);
  expect(rows).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  expect(data.split({ holdout: { last: 3 } }).test.inputs[0]).toBe(70);
  expect(() => data.split({ holdout: 0.2 })).toThrowSurenet("E_OPTION", /createRng/);
  expect(() => data.split({ holdout: 0.01, rng: createRng(0) })).toThrowSurenet("E_OPTION", /both sides/);
  expect(() => data.split({ holdout: { last: 10 } })).toThrowSurenet("E_OPTION", /1 to 9, got 10/);
});

it("maps samples on the host, to another shape if told", () => {
  const data = numbered(3);
  expect(data.map(({ input }) => ({ input: input.map((x) => -x) })).inputs).toEqual(new Float32Array([-0, -1, -10, -11, -20, -21]));
  const sums = data.map(({ input: [x = 0, y = 0] }, i) => ({ input: Float32Array.of(x + y), target: i > 1 ? 1 : 0 }), { inputShape: [1] });
  expect([sums.inputs, sums.targets]).toEqual([new Float32Array([1, 21, 41]), new Int32Array([0, 0, 1])]);
  expect(() => data.map(() => ({ input: new Float32Array(3) }))).toThrowSurenet("E_SHAPE", /sample 0.*2 input/);
});

it("standardises every feature, and later data with the same statistics", () => {
  // x = 0, 10, 20: mean 10, std sqrt(200 / 3) = 8.165
  const { dataset, statistics } = numbered(3).standardise();
  expect(statistics.std).toBeClose([Math.sqrt(200 / 3), Math.sqrt(200 / 3)]);
  expect(dataset.inputs).toBeClose([-1.2247449, -1.2247449, 0, 0, 1.2247449, 1.2247449]);
  const later = numbered(1).standardise(JSON.parse(JSON.stringify(statistics)) as typeof statistics).dataset;
  expect(later.inputs).toBeClose([-1.2247449, -1.2247449]);
});

it("gives real targets to a regression, with their own shape", async () => {
  const data = new ArrayDataset({
    inputs: new Float32Array(2),
    inputShape: [1],
    targets: new Float32Array([1, 2, 3, 4]),
    targetShape: [2],
  });
  expect(data.sample(1).target).toEqual(new Float32Array([3, 4]));
  for await (const { input, target } of data.batches({ batchSize: 2 })) {
    expect([target.dtype, target.shape]).toEqual(["float32", [2, 2]]);
    input.dispose();
    target.dispose();
  }
});

it.each([
  ["inputs that do not fit", { inputs: new Float32Array(3) }, "E_SHAPE", /2 targets × 2 = 4 numbers for inputShape \[2\], got 3/],
  ["a shape that is none", { inputShape: [0] }, "E_SHAPE", /inputShape.*got \[0\]/],
  ["no sample", { inputs: new Float32Array(0), targets: new Int32Array(0) }, "E_VALUE", /no sample/],
  ["NaN", { inputs: new Float32Array([0, 0, 0, NaN]) }, "E_VALUE", /sample 1, feature 1: not a finite number; got NaN/],
  ["infinity", { inputs: new Float32Array([0, Infinity, 0, 0]), featureNames: ["a", "b"] }, "E_VALUE", /sample 0, feature "b"/],
  ["a negative label", { targets: new Int32Array([0, -1]) }, "E_VALUE", /sample 1: the label.*0 to 1, got -1/],
  ["a label that is no class", { targets: new Int32Array([2, 0]) }, "E_VALUE", /sample 0: the label.*0 to 1, got 2/],
  ["a label between classes", { targets: new Float32Array([0, 0.5]) }, "E_VALUE", /an integer from 0 to 1, got 0.5/],
  ["too few names", { featureNames: ["x"] }, "E_SHAPE", /2 names, got 1/],
  ["too many class names", { classNames: ["a", "b", "c"] }, "E_SHAPE", /2 names, got 3/],
])("refuses %s", (_, change, code, message) => {
  const good = { inputs: new Float32Array(4), inputShape: [2], targets: new Int32Array([0, 1]), classes: 2 };
  expect(() => new ArrayDataset({ ...good, ...change })).toThrowSurenet(code, message);
});

it("names a pixel by its indices", () => {
  const inputs = new Float32Array(12).fill(0);
  inputs[11] = NaN;
  expect(() => new ArrayDataset({ inputs, inputShape: [2, 3, 1], targets: new Int32Array(2), classes: 1 })).toThrowSurenet(
    "E_VALUE",
    /sample 1, pixel \[1, 2, 0\]/,
  );
});
