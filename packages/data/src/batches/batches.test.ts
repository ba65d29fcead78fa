import { expectNoLeak } from "@surenet/testing";
import { add, memory, mul, reshape } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { ArrayDataset } from "../dataset/array-dataset.ts";
import type { Batch } from "./batch.ts";
import { mapBatches } from "./map-batches.ts";
import { takeBatches } from "./take-batches.ts";

const data = new ArrayDataset({ inputs: new Float32Array([1, 2, 3, 4, 5]), inputShape: [1], targets: new Int32Array(5), classes: 1 });
const pass = (): AsyncIterable<Batch> => data.batches({ batchSize: 2 });

/** The inputs of every batch, which is then disposed. */
async function drain(batches: AsyncIterable<Batch>): Promise<number[][]> {
  const inputs: number[][] = [];
  for await (const { input, target } of batches) {
    inputs.push(Array.from(await input.data()));
    input.dispose();
    target.dispose();
  }
  return inputs;
}

const doubled = () => mapBatches(pass(), ({ input }) => ({ input: add(mul(input, 2), 1) }));

it("changes what the function returns and keeps the rest", async () => {
  expect(await drain(doubled())).toEqual([[3, 5], [7, 9], [11]]);
  await expectNoLeak(() => drain(doubled()));
  await expectNoLeak(() => drain(mapBatches(pass(), () => ({}))));
});

it("tidies up when the function throws", async () => {
  const before = memory().numTensors;
  const broken = mapBatches(pass(), ({ input }) => ({ input: reshape(input, [99]) }));
  await expect(drain(broken)).rejects.toThrow(/reshape|size/i);
  expect(memory().numTensors).toBe(before);
});

it("stops after the batches asked for, and leaks none that nobody asked for", async () => {
  expect(await drain(takeBatches(pass(), 2))).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(await drain(takeBatches(pass(), 9))).toHaveLength(3);
  await expectNoLeak(() => drain(takeBatches(pass(), 2)));
  expect(() => takeBatches(pass(), 0)).toThrowSurenet("E_OPTION", /positive integer, got 0/);
});
