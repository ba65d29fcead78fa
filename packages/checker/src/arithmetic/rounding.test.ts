import { expect, it } from "vitest";
import { gamma, nextDown, nextUp, normUp, sqrtUp, U64 } from "./rounding.ts";

it("steps to the neighbouring numbers", () => {
  expect(nextUp(1)).toBe(1 + 2 ** -52);
  expect(nextDown(1)).toBe(1 - 2 ** -53);
  expect(nextUp(0)).toBe(5e-324);
  expect(nextDown(0)).toBe(-5e-324);
  expect(nextUp(-1)).toBe(-1 + 2 ** -53);
  expect(nextUp(Infinity)).toBe(Infinity);
  expect(nextDown(Infinity)).toBe(Number.MAX_VALUE);
  expect(nextUp(NaN)).toBeNaN();
});

it("bounds square roots from above, checked in exact integers", () => {
  // x = n·2^-40 and s = m·2^-52 exactly: s² >= x  <=>  m² >= n·2^64
  for (let n = 1; n < 2e5; n += 37) {
    const root = sqrtUp(n * 2 ** -40);
    const scaled = root * 2 ** 52 * 2 ** 20; // a root below 2^-11 has more bits below 2^-52
    expect(BigInt(scaled) ** 2n >= BigInt(n) << 104n).toBe(true);
  }
});

it("ends for roots of what is not finite", () => {
  expect(sqrtUp(Infinity)).toBe(Infinity);
  expect(sqrtUp(NaN)).toBeNaN();
  expect(sqrtUp(Number.MAX_VALUE)).toBeLessThan(1.35e154);
});

it("bounds a norm from above and tightly", () => {
  // (3, 4, 12) has norm 13
  expect(normUp([3, 4, 12])).toBeGreaterThanOrEqual(13);
  expect(normUp([3, 4, 12])).toBeLessThan(13 * (1 + 1e-8));
  expect(normUp([NaN])).toBeNaN();
});

it("gives no relative error when a sum is too long for one", () => {
  expect(gamma(10, U64)).toBeGreaterThanOrEqual(10 * U64);
  expect(gamma(2 ** 52, U64)).toBe(Infinity);
});
