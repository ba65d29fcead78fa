import { bernoulliEvents } from "@surenet/spiking";
import { createRng, winnerTakeAll } from "@surenet/tensor-backend";
import { memory, ones, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { SpikeSession } from "./session.ts";
import { DEFAULTS, fieldsOf, settingsFrom } from "./settings.ts";
import { traceSequence } from "./trace.ts";

it("learns digits without labels, and repeats it from the seed however often it is looked at", async () => {
  const run = async (looks: number): Promise<{ before: number; after: number }> => {
    const session = new SpikeSession(DEFAULTS);
    const before = (await session.snapshot()).accuracy;
    await session.train(20);
    for (let i = 0; i < looks; i++) await session.present({ digit: i, which: i });
    for (let i = 0; i < looks; i++) await session.snapshot();
    const { accuracy, silent } = await session.train(20);
    expect(silent).toBeLessThan(4);
    await session.dispose();
    return { before, after: accuracy };
  };
  const [first, second] = [await run(0), await run(3)];
  expect(first.after).toBeGreaterThan(0.75);
  expect(first.after).toBeGreaterThan(first.before + 0.35); // random weights tell digits apart a little
  expect(second).toEqual(first);
});

it("traces the spikes that the kernel counts", () => {
  const rng = createRng(4);
  const [inputs, neurons, steps] = [60, 7, 80];
  tidy(() => {
    const [weights, thresholds] = [rng.uniform([inputs, neurons], { high: 0.2 }), rng.uniform([neurons])];
    const events = bernoulliEvents(ones([1, inputs]), { steps, dtMs: 1, frequencyHz: 100, rng });
    const options = { steps, decay: 0.99, traceDecay: 0.9, learningRate: 0, thresholdIncrement: 0, thresholdKeep: 1, largestWeight: 1, weightSum: 1, inhibitedSteps: 3 }; // prettier-ignore
    const counted = winnerTakeAll({ weights, thresholds }, events, options).counts.dataSync();
    const network = { weights: weights.dataSync(), thresholds: thresholds.dataSync(), decay: Math.fround(0.99), inhibitedSteps: 3 };
    const traced = sum(tensor(traceSequence(network, events).spikes, [steps, neurons]), 0).dataSync();
    expect(Array.from(counted).reduce((total, one) => total + one, 0)).toBeGreaterThan(10);
    expect([...traced]).toEqual([...counted]);
  });
});

it("shows a digit with spikes, voltages and votes, and holds no tensor after it was closed", async () => {
  const before = memory().numTensors;
  const session = new SpikeSession({ ...DEFAULTS, neurons: 16 });
  await session.train(4);
  const shown = await session.present({ digit: 3, which: 1 });
  expect(shown.raster.steps).toBe(100);
  expect(shown.raster.spikes.length).toBeGreaterThan(0);
  expect(shown.voltages).toHaveLength(3);
  const [most] = shown.voltages;
  expect(Math.max(...(most?.voltages ?? []))).toBeGreaterThan(shown.thresholds[0] ?? Infinity); // it fired
  expect(shown.votes.indexOf(Math.max(...shown.votes))).toBe(shown.predicted);
  await session.dispose();
  expect(memory().numTensors).toBe(before);
});

it("reads its address, and takes the default for what makes no sense", () => {
  const settings = { ...DEFAULTS, neurons: 64, inhibitionMs: 2 };
  expect(settingsFrom(fieldsOf(settings))).toEqual(settings);
  expect(settingsFrom(new URLSearchParams("neurons=1e9&seed=-2"))).toEqual(DEFAULTS);
});
