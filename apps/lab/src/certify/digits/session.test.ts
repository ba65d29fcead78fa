import { memory } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { DIGIT_DEFAULTS } from "../settings.ts";
import { DigitsSession } from "./session.ts";

it("learns digits with certificates that an attack does not break, and finds the image beyond", async () => {
  const before = memory().numTensors;
  const session = await DigitsSession.open(DIGIT_DEFAULTS);
  const { accuracy, certified } = await session.train(6);
  expect(accuracy).toBeGreaterThan(0.93);
  expect(certified).toBeGreaterThan(0.75); // at a distance of 0.5
  let closest = Infinity;
  for (let label = 0; label < 10; label++) {
    const pixels = await session.sample({ label, which: 0 });
    const { radius, tried, broken, nearest, predicted } = await session.attack(pixels);
    expect([tried, broken]).toEqual([64, 0]);
    expect(nearest?.distance).toBeGreaterThan(radius);
    expect(nearest?.predicted).not.toBe(predicted);
    const distance = Math.hypot(...pixels.map((value, k) => value - (nearest?.pixels[k] ?? NaN)));
    expect(distance).toBeCloseTo(nearest?.distance ?? NaN, 5);
    closest = Math.min(closest, (nearest?.distance ?? NaN) / radius);
  }
  expect(closest).toBeLessThan(2); // the attack is no straw man: it comes as near as twice the radius, where nothing may come nearer than once
  await session.dispose();
  expect(memory().numTensors).toBe(before);
});
