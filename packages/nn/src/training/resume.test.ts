import { createRng } from "@surenet/tensor-backend";
import { expect, it } from "vitest";
import { crossEntropy, heldOut, makeModel, moons, numbers, withoutTiming } from "../../test/moons.ts";
import { Adam } from "../optim/adam.ts";
import { memoryStore } from "../storage/memory-store.ts";
import type { RunStore } from "../storage/run-store.ts";
import { accuracy } from "./accuracy.ts";
import { fit } from "./fit.ts";
import { CHECKPOINT_FILE } from "./save-training.ts";
import type { TrainOptions } from "./train-options.ts";

// 5 epochs of 4 steps, with every kind of state: momentum, shuffling, dropout, running statistics, best weights.
const options = (extra: Partial<TrainOptions> = {}): TrainOptions => ({
  data: moons,
  loss: crossEntropy,
  epochs: 5,
  batchSize: 32,
  rng: createRng(3),
  metrics: { accuracy },
  validation: heldOut,
  optimizer: new Adam({ learningRate: 0.05 }),
  earlyStopping: { metric: "loss", patience: 10 },
  ...extra,
});

async function outcome(extra: Partial<TrainOptions>): Promise<unknown> {
  const model = makeModel();
  try {
    const { history, ...rest } = await fit(model, options(extra));
    return { history: withoutTiming(history), ...rest, numbers: numbers(model) };
  } finally {
    model.dispose();
  }
}

/** A loss that calls `at` with the number of the step. */
function counting(at: (step: number) => void): TrainOptions["loss"] {
  let step = 0;
  return (output, target, model) => {
    if (model.training) at(++step);
    return crossEntropy(output, target);
  };
}

it.each([1, 6, 8, 19])("repeats the uninterrupted run bit for bit after an abort in step %i", async (last) => {
  const whole = await outcome({});
  const store = memoryStore();
  const stop = new AbortController();
  const reason = new Error("enough");
  const loss = counting((step) => step === last && stop.abort(reason));
  await expect(outcome({ loss, checkpoint: { store }, signal: stop.signal })).rejects.toBe(reason);
  expect(await outcome({ checkpoint: { store }, resume: true })).toEqual(whole);
});

it.each([
  ["every 3 steps", { everySteps: 3, everyEpochs: 100 }],
  ["every epoch", {}],
  ["only at the end", { everyEpochs: 100 }],
])("repeats it after a crash in step 12, from checkpoints written %s", async (_, every) => {
  const whole = await outcome({});
  const store = memoryStore();
  const crash = counting((step) => {
    if (step === 12) throw new Error("power cut");
  });
  await expect(outcome({ loss: crash, checkpoint: { store, ...every } })).rejects.toThrow("power cut");
  let steps = 0;
  const rest = await outcome({ loss: counting(() => steps++), checkpoint: { store, ...every }, resume: true });
  expect(rest).toEqual(whole);
  expect(steps).toBe({ "every 3 steps": 20 - 9, "every epoch": 20 - 8, "only at the end": 20 }[_]);
});

it("gives the finished run again, best weights included, without another step", async () => {
  const store = memoryStore();
  const stopping = { earlyStopping: { metric: "loss", patience: 1 } as const, optimizer: new Adam({ learningRate: 2 }) };
  const whole = await outcome({ ...stopping, checkpoint: { store } });
  const loss = counting(() => {
    throw new Error("one step too many");
  });
  expect(await outcome({ ...stopping, optimizer: new Adam({ learningRate: 2 }), loss, checkpoint: { store }, resume: true })).toEqual(
    whole,
  );
});

it("starts afresh when the store is empty, and does not start at all when the signal is aborted", async () => {
  const store = memoryStore();
  expect(await outcome({ checkpoint: { store }, resume: true })).toEqual(await outcome({}));
  const empty = memoryStore();
  await expect(outcome({ checkpoint: { store: empty }, signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  expect(await empty.list()).toEqual([]);
});

async function checkpointed(): Promise<RunStore> {
  const store = memoryStore();
  await outcome({ epochs: 1, checkpoint: { store } });
  return store;
}

it.each([
  ["epochs", { epochs: 7 }, /epochs differs; expected 1, got 7/],
  ["batch size", { epochs: 1, batchSize: 16 }, /batchSize differs/],
  ["seed", { epochs: 1, rng: createRng(4) }, /shuffle\.0 differs/],
  ["learning rate", { epochs: 1, optimizer: new Adam({ learningRate: 1 }) }, /optimizer\.learningRate differs; expected 0\.05, got 1/],
  ["data", { epochs: 1, data: moons.take(99) }, /samples differs; expected 100, got 99/],
])("refuses to resume with another %s", async (_, change, message) => {
  await expect(outcome({ ...change, checkpoint: { store: await checkpointed() }, resume: true })).rejects.toThrowSurenet(
    "E_STATE",
    message,
  );
});

it("refuses a damaged checkpoint", async () => {
  const store = await checkpointed();
  const bytes = (await store.read(CHECKPOINT_FILE)) ?? new Uint8Array();
  const resume = { epochs: 1, checkpoint: { store }, resume: true };
  await store.write(CHECKPOINT_FILE, bytes.subarray(0, -1));
  await expect(outcome(resume)).rejects.toThrowSurenet("E_FILE", /checkpoint\/latest\.safetensors, byte \d+: the file is cut short/);
  await store.write(CHECKPOINT_FILE, bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1));
  await expect(outcome(resume)).rejects.toThrowSurenet("E_FILE", /SHA-256/);
});
