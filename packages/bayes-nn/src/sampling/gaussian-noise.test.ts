import { memory } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { gaussianNoise, normalNumbers } from "./gaussian-noise.ts";

const COUNT = 400_000;

it("has the moments and the tails of a standard normal", () => {
  const x = normalNumbers(COUNT, createRng(3));
  const moment = (power: number): number => x.reduce((total, value) => total + value ** power, 0) / COUNT;
  // standard errors of the k-th moment are √((E x^2k − (E x^k)²) / n): 0.0016, 0.0022, 0.0061, 0.0155; five of them
  expect(Math.abs(moment(1))).toBeLessThan(0.008);
  expect(Math.abs(moment(2) - 1)).toBeLessThan(0.011);
  expect(Math.abs(moment(3))).toBeLessThan(0.031);
  expect(Math.abs(moment(4) - 3)).toBeLessThan(0.078);
  // P(|x| > 3.4426) = 5.76e-4, the ziggurat's tail: 230 ± 15 draws, and none of them hits a wall
  const tail = x.filter((value) => Math.abs(value) > 3.442619855899);
  expect(Math.abs(tail.length - 230)).toBeLessThan(76);
  expect(Math.max(...tail)).toBeGreaterThan(4);
});

it("fills the layers of the bell as the normal distribution does", () => {
  const x = normalNumbers(COUNT, createRng(4));
  // Φ at the quartiles and at ±1, ±2
  for (const [at, share] of [
    [-2, 0.02275],
    [-1, 0.15866],
    [-0.67449, 0.25],
    [0, 0.5],
    [0.67449, 0.75],
    [1, 0.84134],
    [2, 0.97725],
  ] as const) {
    // prettier-ignore
    const got = x.filter((value) => value < at).length / COUNT;
    expect(Math.abs(got - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / COUNT));
  }
});

it("depends on the stream's state and on nothing else, and advances it", () => {
  const [a, b] = [createRng(7), createRng(7)];
  expect(normalNumbers(9, a)).toEqual(normalNumbers(9, b));
  expect(normalNumbers(9, a)).not.toEqual(normalNumbers(9, createRng(7)));
  a.values.uniform(1);
  expect(a.state.counter).toBe(9); // four draws a call, and one
});

it("makes one tensor of the shape", () => {
  const before = memory().numTensors;
  const noise = gaussianNoise([2, 3], createRng(0));
  expect([noise.shape, memory().numTensors - before]).toEqual([[2, 3], 1]);
  noise.dispose();
});
