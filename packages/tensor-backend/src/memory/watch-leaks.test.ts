import { type Tensor, dispose, engine, ones, square } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { watchLeaks } from "./watch-leaks.ts";

function leaky(): Tensor {
  square(ones([4])).dispose();
  return ones([4]);
}

it("names the line whose tensors are alive, and how many they are", () => {
  using watch = watchLeaks();
  const made = [leaky(), leaky(), ones([2])];
  const [first, second] = watch.report();
  // two results of leaky and two arguments of square, 16 bytes each
  expect(first?.creator).toMatch(/leaky.*watch-leaks\.test\.ts:6/);
  expect(first).toMatchObject({ count: 2, bytes: 32 });
  expect(second).toMatchObject({ count: 2, bytes: 32 });
  dispose(made);
  expect(watch.report().map((leak) => leak.count)).toEqual([2]);
});

it("is one at a time, and leaves no trace in the engine", () => {
  {
    using watch = watchLeaks();
    expect(watch.report()).toEqual([]);
    expect(() => watchLeaks()).toThrowSurenet("E_STATE", /already on/);
  }
  expect(Object.hasOwn(engine(), "trackTensor")).toBe(false);
});
