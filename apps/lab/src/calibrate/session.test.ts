import { memory } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { noiseAt } from "./noisy-wave.ts";
import { CalibrateSession, type Snapshot } from "./session.ts";
import { DEFAULTS, fieldsOf, settingsFrom } from "./settings.ts";

const trained = async (task: "regression" | "classification", epochs: number, seed: number = DEFAULTS.seed): Promise<Snapshot> => {
  const session = await CalibrateSession.open({ ...DEFAULTS, task, seed });
  const snapshot = await session.train(epochs);
  await session.dispose();
  return snapshot;
};

it("tells the noise of the measurements from what it does not know", async () => {
  const { look } = await trained("regression", 180);
  if (look.task !== "regression") throw new Error("another task");
  const { x, aleatoric, epistemic } = look.band;
  const near = (values: Float32Array, at: number): number => values[x.findIndex((one) => one >= at)] ?? NaN;
  // the noise has deviation 0.07 on the left and 0.28 on the right
  expect(Math.abs(near(aleatoric, -2) - noiseAt(-2))).toBeLessThan(0.08);
  expect(Math.abs(near(aleatoric, 2) - noiseAt(2))).toBeLessThan(0.08);
  expect(near(epistemic, 0)).toBeGreaterThan(1.5 * near(epistemic, -2)); // nothing was measured around 0
  expect(look.rmse).toBeLessThan(0.24); // of which √((0.07² + 0.28²) / 2) = 0.204 is noise
  expect(look.calibrationError).toBeLessThan(0.12);
});

it.each([0, 2])("finds the curve from seed %d too", async (seed) => {
  const { look } = await trained("regression", 180, seed);
  if (look.task !== "regression") throw new Error("another task");
  expect(look.rmse).toBeLessThan(0.24);
  expect(look.calibrationError).toBeLessThan(0.2);
});

it("is as right as it says, on overlapping moons", async () => {
  const { look } = await trained("classification", 60);
  if (look.task !== "classification") throw new Error("another task");
  expect(look.accuracy).toBeGreaterThan(0.88); // of noise 0.3 nobody gets all
  expect(look.calibrationError).toBeLessThan(0.06);
  expect(look.epistemic.every((own, i) => own <= (look.total[i] ?? 0) + 1e-6)).toBe(true);
});

it("repeats itself from the seed, and holds no tensor after it was closed", async () => {
  const before = memory().numTensors;
  const [first, second] = [await trained("classification", 3), await trained("classification", 3)];
  expect(second).toEqual(first);
  expect(memory().numTensors).toBe(before);
});

it("reads its address, and takes the default for what makes no sense", () => {
  const settings = { ...DEFAULTS, task: "classification", points: 80, temperature: 0.5 } as const;
  expect(settingsFrom(fieldsOf(settings))).toEqual(settings);
  expect(settingsFrom(new URLSearchParams("task=ranking&points=1e9&seed=-2"))).toEqual(DEFAULTS);
});

it("draws a curve through the reader's own table, and names the line that is wrong", async () => {
  const rows = Array.from({ length: 120 }, (_, i) => `${1000 + 10 * i},${(50 + 20 * Math.sin(i / 15)).toFixed(2)}`);
  const file = (content: readonly string[]) => [
    { name: "tides.csv", bytes: new TextEncoder().encode(["hour,level", ...content].join("\n")) },
  ];
  const session = await CalibrateSession.open({ ...DEFAULTS, files: file(rows) });
  const { look } = await session.train(150);
  if (look.task !== "regression") throw new Error("another task");
  expect(look.about).toBe("tides.csv: 96 rows, and 24 to test; in standard deviations");
  expect(look.rmse).toBeLessThan(0.4); // of a deviation; 1 without learning
  await session.dispose();
  const opening = CalibrateSession.open({ ...DEFAULTS, files: file(rows.with(7, "1070,high")) });
  await expect(opening).rejects.toThrowSurenet(
    "E_FILE",
    /cannot read tides\.csv, line 9, column "level": the label "high" is not a number/,
  );
  const wide = CalibrateSession.open({ ...DEFAULTS, files: [{ name: "w.csv", bytes: new TextEncoder().encode("1,2,3\n4,5,6") }] });
  await expect(wide).rejects.toThrowSurenet("E_FILE", /cannot show w\.csv: .*expected a column of numbers.*got/);
});
