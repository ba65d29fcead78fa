import { memory } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { PlaneSession } from "./session.ts";
import { DEFAULTS, fieldsOf, settingsFrom } from "../settings.ts";

it("trains to a picture whose circles hold, and repeats it from the same seed", async () => {
  const run = async (): Promise<{ losses: number[]; accuracy: number }> => {
    const session = await PlaneSession.open(DEFAULTS);
    await session.train(12);
    const { history, accuracy } = await session.snapshot();
    const found = await session.attack([0, 0.9]);
    expect(found.radius).toBeGreaterThan(0.1);
    expect(found.broken).toBe(0);
    expect(found.tried).toBe(64);
    expect(found.distance).toBeGreaterThan(found.radius);
    const curve = await session.curve();
    expect(curve[0]?.accuracy).toBeCloseTo(accuracy, 10);
    expect(curve.every(({ accuracy: one }, i) => i === 0 || one <= (curve[i - 1]?.accuracy ?? 0))).toBe(true);
    await session.dispose();
    return { losses: history.map(({ loss }) => loss), accuracy };
  };
  const [first, second] = [await run(), await run()];
  expect(first.accuracy).toBeGreaterThan(0.95);
  expect(second).toEqual(first);
});

it("holds no tensor after it was closed, whenever that is", async () => {
  const before = memory().numTensors;
  for (const epochs of [0, 1, 3]) {
    const session = await PlaneSession.open({ ...DEFAULTS, data: "spirals" });
    await session.train(epochs);
    await session.dispose();
  }
  expect(memory().numTensors).toBe(before);
});

it("reads its address, and takes the default for what makes no sense", () => {
  const settings = { ...DEFAULTS, data: "drawn", drawn: [[0.25, -1, 1], [1, 1, 0]], seed: 12, width: 64 } as const; // prettier-ignore
  expect(settingsFrom(fieldsOf(settings))).toEqual(settings);
  expect(settingsFrom(new URLSearchParams("data=moon&seed=-1&width=1e9&depth=2.5&drawn=1,2;x,y,0;9,9,0"))).toEqual(DEFAULTS);
});

it("refuses a drawing without points of both classes, and says how to make them", async () => {
  const opening = PlaneSession.open({ ...DEFAULTS, data: "drawn", drawn: [[0, 0, 0]] });
  await expect(opening).rejects.toThrowSurenet("E_VALUE", /with Shift for the second/);
});
