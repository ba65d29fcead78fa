import { expect, it } from "vitest";
import { nextEpochs } from "./next-epochs.ts";

it("goes on where it paused, and stops with the training", async () => {
  let done = 0;
  async function* training(): AsyncGenerator<number, string> {
    while (done < 5) yield ++done;
    return "ended";
  }
  const running = training();
  const seen: number[] = [];
  for await (const epoch of nextEpochs(running, 2)) seen.push(epoch);
  expect([done, seen]).toEqual([2, [1, 2]]); // no epoch was trained that was not asked for
  for await (const epoch of nextEpochs(running, 9)) seen.push(epoch);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});
