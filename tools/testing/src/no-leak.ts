import { memory } from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** Runs `body` twice and expects the second run to leave as many tensors as it found (the first may fill caches). */
export async function expectNoLeak(body: () => unknown): Promise<void> {
  await body();
  const before = memory().numTensors;
  await body();
  expect(memory().numTensors - before, "tensors left behind").toBe(0);
}
