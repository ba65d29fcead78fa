import { Adam, memoryStore } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { MaskCorruptionProcess } from "../corruption/mask-corruption.ts";
import { plainTokenizer } from "../tokens/tokenizer.ts";
import { NeuralTree } from "../tree/neural-tree.ts";
import { classifierLeaf, conv1dBranch, conv1dRoot, denoisingLeaf, mlpBranch, pointRegressorLeaf, projectionTrunk, sumTrunk, vectorRoot } from "../tree/plans.ts"; // prettier-ignore
import { TaskTable } from "./task-table.ts";
import type { TaskEpoch, TrainTasksOptions } from "./train-options.ts";
import { fitTasks, trainTasks } from "./train-tasks.ts";

const values = createRng(2).values.normal(80);
const sum = Float32Array.from({ length: 40 }, (_, i) => (values[2 * i] ?? 0) + (values[2 * i + 1] ?? 0));
const plane = new TaskTable({
  inputs: { x: { values, shape: [2] } },
  targets: {
    side: { values: Int32Array.from(sum, (d, i) => (i % 3 === 0 ? -1 : Number(d > 0))) },
    sum: { values: sum, shape: [1] },
    unlabelled: { values: new Int32Array(40).fill(-1) }, // a loss of NaN in every report
  },
});

const planeTree = (): NeuralTree =>
  new NeuralTree<string, string, string, string>(
    {
      roots: { x: vectorRoot(2) },
      trunks: { shared: projectionTrunk(["x"], 4) },
      branches: { features: mlpBranch("shared") },
      leaves: { side: classifierLeaf("features", 2), sum: pointRegressorLeaf("features", 1), unlabelled: classifierLeaf("features", 2) },
    },
    { rng: createRng(1) },
  );

const tokenizer = plainTokenizer("ABCD");
const letters = { seq: { values: Int32Array.from({ length: 96 }, (_, i) => 4 + ((i * 7) % 4)), shape: [8] } };
const texts = new TaskTable({ inputs: letters, targets: { lm: "self" } });

/** Its root draws what it corrupts from a stream of its own. */
const textTree = (): NeuralTree => {
  const corruption = new MaskCorruptionProcess({ maskIndex: tokenizer.maskIndex });
  return new NeuralTree<string, string, string, string>(
    {
      roots: { seq: conv1dRoot(4, { tokenizer, maxLen: 8, embedDim: 4, channelDim: 4, numBlocks: 1, kernelSize: 3, corruption }) },
      trunks: { trunk: sumTrunk(["seq"]) },
      branches: { language: conv1dBranch("trunk", 4, { numBlocks: 1, kernelSize: 3 }) },
      leaves: { lm: denoisingLeaf("language", tokenizer.tokens.length) },
    },
    { rng: createRng(1) },
  );
};

const options = (): TrainTasksOptions => ({
  data: plane,
  epochs: 4,
  batchSize: 16,
  rng: createRng(3),
  optimizer: new Adam({ learningRate: 0.02 }),
});

const CASES: Readonly<Record<string, { readonly tree: () => NeuralTree; readonly more: Partial<TrainTasksOptions>; readonly stops?: string[] }>> = {
  "uncertainty, and a task that stops early": {
    tree: planeTree,
    more: { weighting: "uncertainty", validation: plane, earlyStopping: { side: { metric: "nll", patience: 1 }, sum: { metric: "r2", mode: "min", patience: 2 } } },
    stops: ["sum"],
  },
  "GradNorm, decoupled steps over two sets": { tree: planeTree, more: { weighting: { gradNorm: {} }, data: [plane, plane] } },
  "corrupted tokens": { tree: textTree, more: { data: texts, corruptFrac: "sample" } },
}; // prettier-ignore

const withoutSeconds = (history: readonly TaskEpoch[]): object[] => history.map(({ epoch, step, tasks }) => ({ epoch, step, tasks }));
const numbers = (tree: NeuralTree): unknown => Object.entries(tree.stateDict()).map(([name, t]) => [name, Array.from(t.dataSync())]);

it.each(Object.entries(CASES))("goes on bit for bit where it was left: %s", async (_, { tree: make, more, stops = [] }) => {
  using whole = make();
  const history = await fitTasks(whole, { ...options(), ...more });
  expect(Object.entries(history.at(-1)?.tasks ?? {}).flatMap(([task, { stopped }]) => (stopped ? [task] : []))).toEqual(stops);
  for (const left of [1, 2, 3]) {
    const store = memoryStore();
    using begun = make();
    for await (const { epoch } of trainTasks(begun, { ...options(), ...more, checkpoint: { store } })) if (epoch === left) break;
    using resumed = make();
    const again = await fitTasks(resumed, { ...options(), ...more, checkpoint: { store }, resume: true });
    expect(withoutSeconds(again)).toEqual(withoutSeconds(history));
    expect(numbers(resumed)).toEqual(numbers(whole));
  }
});

it("yields only what it trains, and loses no more than the epochs since the last checkpoint after an abort", async () => {
  const store = memoryStore();
  const stop = new AbortController();
  using tree = planeTree();
  const first = trainTasks(tree, { ...options(), epochs: 5, checkpoint: { store, everyEpochs: 2 }, signal: stop.signal });
  for (let i = 0; i < 3; i++) await first.next();
  stop.abort(new Error("enough"));
  await expect(first.next()).rejects.toThrow("enough");
  using resumed = planeTree();
  const epochs: number[] = [];
  const rest = trainTasks(resumed, { ...options(), epochs: 5, checkpoint: { store, everyEpochs: 2 }, resume: true });
  for await (const { epoch } of rest) epochs.push(epoch);
  expect(epochs).toEqual([3, 4, 5]);
  using finished = planeTree();
  const history = await fitTasks(finished, { ...options(), epochs: 5, checkpoint: { store, everyEpochs: 2 }, resume: true });
  expect(history).toHaveLength(5); // nothing was left to do
  expect(numbers(finished)).toEqual(numbers(resumed));
});

it("refuses another training's checkpoint, a damaged one, and a resume from nowhere, and leaves the tree as it was", async () => {
  const store = memoryStore();
  using tree = planeTree();
  await fitTasks(tree, { ...options(), epochs: 1, checkpoint: { store } });
  using other = planeTree();
  const before = numbers(other);
  const resume = async (more: Partial<TrainTasksOptions>): Promise<unknown> =>
    fitTasks(other, { ...options(), epochs: 1, checkpoint: { store }, resume: true, ...more });
  await expect(resume({ epochs: 2 })).rejects.toThrowSurenet("E_STATE", /another training: epochs differs; expected 1, got 2/);
  await expect(resume({ weighting: "uncertainty" })).rejects.toThrowSurenet("E_STATE", /weighting/);
  await expect(resume({ tasks: ["side"] })).rejects.toThrowSurenet("E_STATE", /tasks/);
  await expect(resume({ rng: createRng(4) })).rejects.toThrowSurenet("E_STATE", /shuffle/);
  const [name = ""] = await store.list();
  const bytes = (await store.read(name)) ?? new Uint8Array();
  await store.write(name, bytes.with(bytes.length - 1, (bytes.at(-1) ?? 0) ^ 1));
  await expect(resume({})).rejects.toThrowSurenet("E_FILE", /SHA-256/);
  await expect(fitTasks(other, { ...options(), resume: true })).rejects.toThrowSurenet("E_OPTION", /a checkpoint store/);
  await expect(fitTasks(other, { ...options(), checkpoint: { store, everyEpochs: 0 } })).rejects.toThrowSurenet("E_OPTION", /everyEpochs/);
  expect(numbers(other)).toEqual(before);
});

it("leaves no tensor behind when it saves and resumes", async () => {
  using tree = planeTree();
  const store = memoryStore();
  const run = async (): Promise<void> => {
    const more = { epochs: 1, checkpoint: { store }, resume: true };
    const optimizer = new Adam({ learningRate: 0.02 });
    await fitTasks(tree, { ...options(), ...more, optimizer });
    optimizer.dispose();
  };
  await run();
  await expectNoLeak(run);
});
