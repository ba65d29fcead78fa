import { memory } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { createRng } from "@surenet/tensor-backend";
import { ArrayDataset } from "../dataset/array-dataset.ts";
import type { Batch, Dataset } from "../batches/batch.ts";
import { randomAffine } from "./affine.ts";
import { augmented } from "./augmented-dataset.ts";

const still = { rotation: 0, shear: 0, scale: 0, shift: 0 };
const shape = [3, 3, 1];
const cross = Float32Array.of(0, 1, 0, 2, 3, 4, 0, 5, 0);

/** A source whose uniform numbers are given: turn, shear, scale, down, right, each in [-1, 1]. */
const giving = (...draws: number[]): never => ({ values: { uniform: () => Float32Array.from(draws) } }) as never;

it("leaves images alone when all bounds are zero", () => {
  expect([...randomAffine({ images: cross, shape }, { rng: createRng(1), ...still })]).toEqual([...cross]);
});

it("reads from a pixel below and to the right when it shifts, and zero outside", () => {
  expect([...randomAffine({ images: cross, shape }, { rng: giving(0, 0, 0, 1, 0), ...still, shift: 1 })]).toEqual([
    2, 3, 4, 0, 5, 0, 0, 0, 0,
  ]);
  expect([...randomAffine({ images: cross, shape }, { rng: giving(0, 0, 0, 0, 1), ...still, shift: 1 })]).toEqual([
    1, 0, 0, 3, 4, 0, 5, 0, 0,
  ]);
});

it("interpolates: half a pixel is the mean of two", () => {
  // row 1: (2 + 3)/2, (3 + 4)/2, 4/2
  const half = randomAffine({ images: cross, shape }, { rng: giving(0, 0, 0, 0, 1), ...still, shift: 0.5 });
  expect([...half]).toEqual([0.5, 0.5, 0, 2.5, 3.5, 2, 2.5, 2.5, 0]);
});

it("turns by a quarter about the centre", () => {
  // row from the centre of the source = -column of the result, column = row: the result's top is the source's left
  const turned = randomAffine({ images: cross, shape }, { rng: giving(1, 0, 0, 0, 0), ...still, rotation: Math.PI / 2 });
  expect([...turned].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0, 2, 0, 5, 3, 1, 0, 4, 0]);
});

it("scales and shears about the centre", () => {
  // scale 1.5: the neighbours of the centre are read at 1.5 pixels from it, halfway to zero
  expect([...randomAffine({ images: cross, shape }, { rng: giving(0, 0, 1, 0, 0), ...still, scale: 0.5 })]).toEqual([
    0, 0.5, 0, 1, 3, 2, 0, 2.5, 0,
  ]);
  // shear 1: the source's row is moved by the column's distance
  expect([...randomAffine({ images: cross, shape }, { rng: giving(0, 1, 0, 0, 0), ...still, shear: 1 })]).toEqual([
    0, 1, 4, 0, 3, 0, 2, 5, 0,
  ]);
});

it("changes every image by amounts of its own, all channels alike, and repeats with the seed", () => {
  const pixels = createRng(1).values.uniform(25);
  const images = Float32Array.from({ length: 100 }, (_, i) => pixels[(i >> 1) % 25] ?? 0); // two equal images of two equal channels
  const run = (seed: number): Float32Array => randomAffine({ images, shape: [5, 5, 2] }, { rng: createRng(seed) });
  const out = run(7);
  expect(out).toEqual(run(7));
  expect(out).not.toEqual(run(8));
  expect(out.slice(0, 50)).not.toEqual(out.slice(50));
  expect(out.filter((_, i) => i % 2 === 0)).toEqual(out.filter((_, i) => i % 2 === 1));
});

it("gives a dataset whose passes differ by their order's seed, and repeat with it, from the middle too", async () => {
  const inputs = createRng(1).values.uniform(6 * 16);
  const data: Dataset = augmented(
    new ArrayDataset({ inputs, inputShape: [4, 4, 1], targets: Int32Array.of(0, 1, 0, 1, 0, 1), classes: 2 }),
    { rng: createRng(2) },
  );
  const read = async (epoch: number, from = 0): Promise<number[][]> => {
    const batches: number[][] = [];
    for await (const { input, target } of data.batches({
      batchSize: 2,
      from,
      rng: createRng(3).fork(`epoch-${epoch}`),
    }) as AsyncIterable<Batch>) {
      batches.push(Array.from(input.dataSync()));
      input.dispose();
      target.dispose();
    }
    return batches;
  };
  const before = memory().numTensors;
  const first = await read(1);
  expect(await read(1)).toEqual(first);
  expect(await read(1, 1)).toEqual(first.slice(1));
  expect(await read(2)).not.toEqual(first);
  expect([data.size, data.classes, data.inputShape]).toEqual([6, 2, [4, 4, 1]]);
  expect(memory().numTensors).toBe(before);
});

it("refuses what it cannot do", () => {
  const refused: [() => unknown, string][] = [
    [() => randomAffine({ images: cross, shape: [9] }, { rng: createRng(1) }), "E_SHAPE"],
    [() => randomAffine({ images: cross, shape: [2, 2] }, { rng: createRng(1) }), "E_SHAPE"],
    [() => randomAffine({ images: cross, shape }, { rng: createRng(1), scale: 1 }), "E_OPTION"],
    [() => randomAffine({ images: cross, shape }, { rng: createRng(1), rotate: 1 } as never), "E_OPTION"],
    [() => randomAffine({ images: cross, shape }, {} as never), "E_OPTION"],
    [
      () => augmented(new ArrayDataset({ inputs: cross, inputShape: [9], targets: Int32Array.of(0), classes: 1 }), { rng: createRng(1) }),
      "E_SHAPE",
    ],
  ];
  for (const [call, code] of refused) expect(call).toThrowSurenet(code);
});
