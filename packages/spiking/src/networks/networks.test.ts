import { concat, dispose, memory, tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { buildModule } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { bernoulliEvents } from "../encoders/spike-events.ts";
import { MaxRateClassifier } from "../readout/max-rate-classifier.ts";
import { spikingModules } from "../spiking-modules.ts";
import { learnUnlabelled } from "./learn-unlabelled.ts";
import { MaxRateNetwork } from "./max-rate-network.ts";
import { WinnerTakeAll } from "./winner-take-all.ts";

it("events are Bernoulli trains: each input's steps, rates and order", () => {
  tidy(() => {
    const { starts, events } = bernoulliEvents(tensor([[0, 0.5, 1], [1, 0, 0]]), { steps: 4000, dtMs: 1, frequencyHz: 200, rng: createRng(1) }); // prettier-ignore
    const first = Array.from(events.subarray(0, starts[4000]));
    const count = (input: number): number => first.filter((one) => one === input).length;
    // 4000 steps of probability 0.1 and 0.2: means 400 and 800, deviations 19 and 25
    expect([count(0), Math.abs(count(1) - 400) < 76, Math.abs(count(2) - 800) < 101]).toEqual([0, true, true]);
    expect(new Set(events.subarray(starts[4000]))).toEqual(new Set([0]));
    for (let s = 0; s < 8000; s++) {
      const step = Array.from(events.subarray(starts[s], starts[s + 1]));
      if (step.some((input, i) => i > 0 && input <= (step[i - 1] ?? -1))) throw new Error(`step ${s} is not in order: ${step.join()}`);
    }
  });
});

/** Four patterns of eight inputs, with noise; the label is the pattern. */
function patterns(size: number): { samples: Float32Array; labels: Int32Array } {
  const { values } = createRng(9);
  const noise = values.uniform(size * 32, { high: 0.15 });
  const labels = Int32Array.from({ length: size }, (_, i) => i % 4);
  return { labels, samples: noise.map((x, at) => (Math.floor((at % 32) / 8) === labels[Math.floor(at / 32)] ? 0.85 + x : x)) };
}

it("neurons find patterns that nobody told them, and the readout names them", async () => {
  const { samples, labels } = patterns(200);
  const x = tensor(samples, [200, 32]);
  using network = new WinnerTakeAll(32, 8, { rng: createRng(2), weightSum: 2, largestWeight: 0.5, thresholdIncrement: 0.01 });
  const classes = tensor1d(labels, "int32");
  const accuracy = (): number => {
    using readout = new MaxRateClassifier(8, 4);
    return tidy(() => {
      const rates = network.rates(x);
      readout.update(rates, classes);
      const found = readout.classify(rates, { proportional: false }).dataSync();
      return labels.filter((label, i) => label === found[i]).length / labels.length;
    });
  };
  for await (const { spikesPerSample } of learnUnlabelled(network, x, { passes: 3, rng: createRng(3) })) expect(spikesPerSample).toBeGreaterThan(0); // prettier-ignore
  expect(accuracy()).toBeGreaterThan(0.95);
  const sums = tidy(() => Array.from(network.weights.variable.dataSync()));
  const column = (j: number): number => sums.filter((_, at) => at % 8 === j).reduce((a, b) => a + b, 0);
  for (let j = 0; j < 8; j++) expect(column(j)).toBeCloseTo(2, 3);

  const model = new MaxRateNetwork(network, new MaxRateClassifier(8, 4));
  model.assign([x], classes);
  using copy = buildModule(JSON.parse(JSON.stringify(model.toJSON())), spikingModules) as MaxRateNetwork;
  copy.loadStateDict(model.stateDict());
  copy.network.rng.state = model.network.rng.state;
  tidy(() => void expect(Array.from(copy.forward(x).dataSync())).toEqual(Array.from(model.forward(x).dataSync())));
  model.readout.dispose();
  dispose([x, classes]);
});

it("equal seeds learn equal weights, and nothing is left behind", async () => {
  const x = tensor(patterns(40).samples, [40, 32]);
  const before = memory().numTensors;
  const run = async (): Promise<number[]> => {
    using network = new WinnerTakeAll(32, 5, { rng: createRng(2), weightSum: 2, largestWeight: 0.5 });
    for await (const _ of learnUnlabelled(network, x, { passes: 2, batchSize: 7, rng: createRng(3) }));
    return Array.from(network.weights.variable.dataSync());
  };
  expect(await run()).toEqual(await run());
  expect(memory().numTensors).toBe(before);
  x.dispose();
});

it("a network with its readout leaves nothing behind, once it has classified", () => {
  const before = memory().numTensors;
  const model = new MaxRateNetwork(new WinnerTakeAll(32, 5, { rng: createRng(2) }), new MaxRateClassifier(5, 4));
  tidy(() => {
    const { samples, labels } = patterns(8);
    model.assign([tensor(samples, [8, 32])], tensor1d(labels, "int32"));
    model.forward(tensor(samples, [8, 32]));
  });
  model.dispose();
  expect(memory().numTensors).toBe(before);
});

it("refuses samples of another size, and options that cannot be", () => {
  using network = new WinnerTakeAll(4, 2, { rng: createRng(1) });
  tidy(() => void expect(() => network.forward(tensor([[1, 2]]))).toThrowSurenet("E_SHAPE", /4 inputs/));
  tidy(() => void expect(() => network.forward(tensor([[1, -2, 0, 0]]))).toThrowSurenet("E_VALUE", /no rate/));
  tidy(
    () =>
      void expect(() => network.learn(concat([tensor([[1, 1, 1, 1]])]), { learningRate: 0 })).toThrowSurenet("E_OPTION", /learningRate/),
  );
  expect(() => new WinnerTakeAll(4, 2, { rng: createRng(1), thresholdDecay: 1 })).toThrowSurenet("E_OPTION", /thresholdDecay/);
  expect(() => new WinnerTakeAll(4, 2, { rng: 3 as never })).toThrowSurenet("E_OPTION", /rng/);
});
