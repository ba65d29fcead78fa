import { type Tensor, memory, mean, mul, ones, sqrt, square, sub, train as tf } from "@tensorflow/tfjs-core";
import { ArrayDataset, type Dataset } from "@surenet/data";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { crossEntropy, heldOut, makeModel, moons, numbers, withoutTiming } from "../../test/moons.ts";
import { Tanh } from "../layers/activations/tanh.ts";
import { Linear } from "../layers/linear.ts";
import { Sequential } from "../layers/sequential.ts";
import { Module } from "../module/module.ts";
import { Parameter } from "../module/parameter.ts";
import { Adam } from "../optim/adam.ts";
import { clipByNorm } from "../optim/clip.ts";
import { Sgd } from "../optim/sgd.ts";
import { constant } from "../schedules/constant.ts";
import { memoryStore } from "../storage/memory-store.ts";
import { accuracy } from "./accuracy.ts";
import { fit } from "./fit.ts";
import type { TrainOptions, TrainProgress } from "./train-options.ts";
import { train } from "./train.ts";

const basics = { data: moons, loss: crossEntropy, batchSize: 32 };

const plainModel = (): Sequential =>
  new Sequential([new Linear(2, 16, { rng: createRng(0) }), new Tanh(), new Linear(16, 2, { rng: createRng(1) })]);

it("learns two moons and reports plain JSON", async () => {
  const model = plainModel();
  const { history, stopped } = await fit(model, {
    ...basics,
    epochs: 25,
    rng: createRng(0),
    metrics: { accuracy },
    validation: heldOut,
    optimizer: new Adam({ learningRate: 0.2 }),
  });
  expect(stopped).toBe("finished");
  expect(history).toHaveLength(25);
  expect(history.at(-1)).toMatchObject({ epoch: 25, step: 100, metrics: { accuracy: expect.any(Number) } });
  expect(history.at(-1)?.validation?.accuracy).toBeGreaterThan(0.95);
  expect(JSON.parse(JSON.stringify(history))).toEqual(history);
  expect(model.training).toBe(false);
  model.dispose();
});

async function run(seed: number, drawn: number): Promise<unknown> {
  const [model, rng] = [makeModel(), createRng(seed)];
  rng.values.uniform(drawn);
  const { history } = await fit(model, { ...basics, epochs: 2, rng });
  const result = [withoutTiming(history), numbers(model)];
  model.dispose();
  return result;
}

it("gives equal histories and weights for equal seeds, whatever else was drawn, and others for other seeds", async () => {
  const first = await run(0, 0);
  expect(await run(0, 5)).toEqual(first);
  expect(await run(1, 0)).not.toEqual(first);
});

it("takes one plain gradient step: w = 1, x = 2, y = 0, d/dw (2w)² = 8, so 1 − 0.1 · 8 = 0.2", async () => {
  const model = new Linear(1, 1, { rng: createRng(0), bias: false });
  const start = ones([1, 1]);
  model.weight.assign(start);
  start.dispose();
  const data = new ArrayDataset({ inputs: Float32Array.of(2), inputShape: [1], targets: Float32Array.of(0), targetShape: [1] });
  const loss = { forward: (output: Tensor, target: Tensor) => mean(square(sub(output, target))) };
  const { history } = await fit(model, { data, loss, epochs: 1, optimizer: new Sgd({ learningRate: 0.1 }) });
  expect(history[0]).toMatchObject({ loss: 4, learningRateScale: 1 });
  expect(model.weight.variable).toBeClose([0.2]);
  model.dispose();
});

/** Has the mean target as its value, whatever the output. */
function meanTarget(output: Tensor, target: Tensor): Tensor {
  return mean(sub(target, mul(output, 0)));
}

it("weighs batches by their size: three samples in batches of 2 have the mean of all three", async () => {
  const model = new Linear(1, 1, { rng: createRng(0) });
  const data = new ArrayDataset({ inputs: new Float32Array(3), inputShape: [1], targets: Float32Array.of(1, 2, 6), targetShape: [1] });
  const metrics = {
    largest: { sums: (_: Tensor, target: Tensor) => [Math.max(...target.dataSync())], value: ([sum = NaN]: readonly number[]) => sum },
  };
  const { history } = await fit(model, { data, loss: meanTarget, epochs: 1, batchSize: 2, metrics });
  expect(history[0]?.loss).toBeCloseTo(3, 6); // (1 + 2 + 6) / 3
  expect(history[0]?.metrics.largest).toBe(8); // a sum over batches: 2 + 6
  model.dispose();
});

it("keeps its number of tensors over 50 steps and frees everything at the end", async () => {
  await expectNoLeak(async () => {
    const model = makeModel();
    const counts: number[] = [];
    for await (const _ of train(model, {
      ...basics,
      epochs: 13,
      rng: createRng(0),
      metrics: { accuracy },
      validation: heldOut,
      clip: clipByNorm(1),
      earlyStopping: { patience: 20 },
    })) {
      counts.push(memory().numTensors);
    }
    expect(new Set(counts.slice(1)).size).toBe(1);
    model.dispose();
  });
});

it("leaves nothing behind when the loop is left early", async () => {
  await expectNoLeak(async () => {
    const model = makeModel();
    for await (const { epoch } of train(model, { ...basics, epochs: 5 })) if (epoch === 2) break;
    expect(model.training).toBe(false);
    model.dispose();
  });
});

it.each([
  ["loss", (output: Tensor, target: Tensor) => mul(crossEntropy(output, target), NaN), /epoch 1, step 1: the loss is not finite/],
  // the root of (z − z)² has the value 0 and the slope 0 / 0
  [
    "gradient",
    (output: Tensor) => mean(sqrt(square(sub(output, output)))),
    /epoch 1, step 1: the gradient of layers\.0\.weight is not finite/,
  ],
])("stops at a %s that is not finite, with the state before that step", async (_, loss, message) => {
  const model = makeModel();
  const before = numbers(model);
  await expect(fit(model, { ...basics, loss, epochs: 1 })).rejects.toThrowSurenet("E_VALUE", message);
  expect(numbers(model)).toEqual(before);
  model.dispose();
});

it("ends with the best weights when nothing improves for three epochs", async () => {
  const model = makeModel();
  const seen: Record<string, number[]>[] = [];
  const values = [0.2, 0.9, 0.5, 0.9, 0.1, 0.95]; // the best is epoch 2; 3, 4 and 5 are no better
  const options: TrainOptions = {
    ...basics,
    epochs: 10,
    metrics: { scripted: () => values[seen.length] ?? 0 },
    earlyStopping: { metric: "scripted", patience: 3 },
  };
  const epochs = train(model, options);
  for (;;) {
    const next = await epochs.next();
    if (next.done) {
      expect(next.value).toMatchObject({ stopped: "early", bestEpoch: 2 });
      break;
    }
    seen.push(numbers(model));
  }
  expect(seen).toHaveLength(5);
  expect(numbers(model)).toEqual(seen[1]);
  model.dispose();
});

it("lets timers run and reports its progress while it trains", async () => {
  const model = makeModel();
  const progress: TrainProgress[] = [];
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  const started = performance.now();
  await fit(model, { ...basics, epochs: 1000, batchSize: 100, onProgress: (now) => progress.push(now) });
  clearInterval(timer);
  const elapsed = performance.now() - started;
  expect(turns).toBeGreaterThan(elapsed / 200); // though an epoch, of one step, is shorter than the 30 ms after which a loop takes a breath
  expect(progress.at(-1)).toMatchObject({ epoch: 1000, epochs: 1000, step: 1000, steps: 1000, etaSeconds: 0 });
  expect(progress.length).toBeLessThanOrEqual(elapsed / 50 + 2); // twenty a second, the first and the last
  model.dispose();
});

it("drives an optimiser of TensorFlow.js, its learning rate scheduled, and says what it cannot do with it", async () => {
  const model = plainModel();
  const optimizer = tf.adam(0.05);
  const { history } = await fit(model, { ...basics, epochs: 20, rng: createRng(0), optimizer, validation: heldOut, metrics: { accuracy } });
  expect(history.at(-1)?.validation?.accuracy).toBeGreaterThan(0.9);
  await expect(fit(model, { ...basics, epochs: 1, optimizer, checkpoint: { store: memoryStore() } })).rejects.toThrowSurenet(
    "E_UNSUPPORTED",
    /no exact resume/,
  );
  optimizer.dispose();
  model.dispose();

  class OnManifold extends Module {
    readonly weight: Parameter = new Parameter(() => ones([2, 2]), {
      manifold: { name: "test", learningRate: 1, initialState: () => ({}), update: ({ parameter, state }) => ({ parameter, state }) },
    });
    forward(x: Tensor): Tensor {
      return mul(x, this.weight.value);
    }
  }
  const other = new OnManifold();
  await expect(fit(other, { ...basics, epochs: 1, optimizer: tf.sgd(1) })).rejects.toThrowSurenet(
    "E_UNSUPPORTED",
    /weight lies on the manifold test/,
  );
  other.dispose();
});

const short: Dataset = { size: 100, inputShape: [2], batches: () => moons.take(40).batches({ batchSize: 32 }) };

it.each<[string, object, string, RegExp]>([
  ["a misspelt option", { epoch: 3 }, "E_OPTION", /Did you mean "epochs"/],
  ["no epochs", { epochs: 0 }, "E_OPTION", /epochs.*positive integer, got 0/],
  ["a loss that is no function", { loss: 3 }, "E_OPTION", /loss.*function/],
  ["a loss per sample", { loss: (output: Tensor) => output }, "E_SHAPE", /the loss is not a scalar.*got \[32, 2\]/],
  ["an unknown metric to watch", { earlyStopping: { metric: "acuracy", patience: 1 } }, "E_OPTION", /one of loss, got "acuracy"/],
  ["a metric that is not finite", { metrics: { odd: () => NaN } }, "E_VALUE", /epoch 1: the metric odd is not finite/],
  ["a resume without a store", { resume: true }, "E_OPTION", /checkpoint store/],
  ["a schedule that is no number", { schedule: () => NaN }, "E_OPTION", /schedule.*got NaN/],
  ["data that end early", { data: short }, "E_VALUE", /size 100 and yielded 2 batches; expected 4/],
])("refuses %s", async (_, change, code, message) => {
  await expectNoLeak(async () => {
    const model = makeModel();
    await expect(fit(model, { ...basics, epochs: 1, schedule: constant(), ...change })).rejects.toThrowSurenet(code, message);
    model.dispose();
  });
});
