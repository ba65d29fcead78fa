import { expect, it } from "vitest";
import { bundleSize } from "./bundle-size.ts";
import { addedBytes, CEILINGS, checkerBytes, ENGINE } from "./ceilings.ts";
import { PARTS } from "./parts.ts";

it("a page with an engine loads no more than its ceiling at once, and the engines on demand", async () => {
  const { chunks, bytes } = await bundleSize(ENGINE, PARTS);
  const lazy = chunks.filter(({ isLazy }) => isLazy).map(({ name }) => name);
  expect(lazy).toEqual(expect.arrayContaining(["cpu engine", "native kernels", "wasm engine", "webgpu engine"]));
  expect(bytes).toBeLessThan(CEILINGS.engine);
  expect(bytes).toBeGreaterThan(10_000); // an empty bundle would fit under any ceiling
});

// The largest of their kinds; `npm run accept -- losses/4` weighs every one.
it.each(["crossEntropy", "ntXentLoss", "ctcLoss", "boxIouLoss"])("the loss %s adds at most 3 kB", async (name) => {
  const bytes = await addedBytes("@surenet/losses", name);
  expect(bytes).toBeLessThan(CEILINGS.loss);
  expect(bytes).toBeGreaterThan(100);
});

it("a page that checks certificates loads no more than its ceiling at once", async () => {
  const { bytes, chunks } = await checkerBytes();
  expect(bytes).toBeLessThan(CEILINGS.checker);
  expect(bytes).toBeGreaterThan(5000);
  expect(chunks.filter(({ isLazy }) => isLazy)).toHaveLength(2); // proofs of convolutions, and rare ops
});
