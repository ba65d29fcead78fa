import { Adam } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { WeightAverage } from "../averaging/weight-average.ts";
import { NeuralTree } from "../tree/neural-tree.ts";
import { classifierLeaf, mlpBranch, pointRegressorLeaf, projectionTrunk, vectorRoot } from "../tree/plans.ts";
import { setTrainable } from "../tree/freeze.ts";
import { evaluateTasks } from "./evaluate-tasks.ts";
import { TaskTable } from "./task-table.ts";
import { fitTasks, trainTasks } from "./train-tasks.ts";
import type { TrainTasksOptions } from "./train-options.ts";

/** Points of a plane: on which side of a line they lie, and how far from it. A third of each task's labels is missing. */
function plane(size: number, seed: number): TaskTable {
  const values = createRng(seed).values.normal(2 * size);
  const distance = Float32Array.from({ length: size }, (_, i) => (values[2 * i] ?? 0) + 0.5 * (values[2 * i + 1] ?? 0));
  return new TaskTable({
    inputs: { x: { values, shape: [2] } },
    targets: {
      side: { values: Int32Array.from(distance, (d, i) => (i % 3 === 0 ? -1 : Number(d > 0))) },
      distance: { values: distance.map((d, i) => (i % 3 === 1 ? NaN : d)), shape: [1] },
    },
  });
}

const makeTree = (): NeuralTree =>
  new NeuralTree<string, string, string, string>(
    {
      roots: { x: vectorRoot(2) },
      trunks: { shared: projectionTrunk(["x"], 8) },
      branches: { features: mlpBranch("shared") },
      leaves: { side: classifierLeaf("features", 2), distance: pointRegressorLeaf("features", 1) },
    },
    { rng: createRng(1) },
  );

const options = (): TrainTasksOptions => ({
  data: plane(120, 2),
  epochs: 15,
  batchSize: 20,
  rng: createRng(3),
  optimizer: new Adam({ learningRate: 2e-2 }),
});

it.each([
  ["joint, fixed weights", {}],
  ["joint, uncertainty", { weighting: "uncertainty" }],
  ["joint, GradNorm", { weighting: { gradNorm: {} } }],
  ["decoupled", { step: "decoupled" }],
  ["two sets in turn", { data: [plane(60, 2), plane(120, 4)] }],
  ["two sets in proportion", { data: [plane(60, 2), plane(120, 4)], order: "proportional" }],
] as const)("learns both tasks with missing labels: %s", async (_, more) => {
  using tree = makeTree();
  const history = await fitTasks(tree, { ...options(), ...more });
  const { side, distance } = await evaluateTasks(tree, plane(200, 7));
  expect(side?.["acc"]).toBeGreaterThan(0.93);
  expect(distance?.["r2"]).toBeGreaterThan(0.9);
  expect(history).toHaveLength(15);
});

it("repeats exactly with equal seeds, and counts labelled samples alone", async () => {
  const run = async (): Promise<unknown> => {
    using tree = makeTree();
    const history = await fitTasks(tree, { ...options(), epochs: 2 });
    expect(history[0]?.tasks["side"]?.samples).toBe(80); // 40 of 120 labels are missing
    return history.map(({ epoch, step, tasks }) => ({ epoch, step, tasks }));
  };
  expect(await run()).toEqual(await run());
});

it("leaves frozen nodes as they are, to the bit", async () => {
  using tree = makeTree();
  setTrainable(tree, [["trunks", "shared"]], false);
  const weight = (): number[] => Array.from(tree.node("trunks", "shared").stateDict()["projection.weight"]?.dataSync() ?? []);
  const before = weight();
  await fitTasks(tree, { ...options(), epochs: 1 });
  expect(weight()).toEqual(before);
});

it("stops a task that no longer gets better, and goes on with the other", async () => {
  using tree = makeTree();
  const earlyStopping = { side: { metric: "acc", patience: 2 } };
  const history = await fitTasks(tree, { ...options(), validation: plane(100, 9), earlyStopping, epochs: 15 });
  const last = history.at(-1)?.tasks;
  expect([last?.["side"]?.stopped, last?.["distance"]?.stopped]).toEqual([true, false]);
  expect([last?.["side"]?.samples, last?.["distance"]?.samples]).toEqual([0, 80]);
});

it("ends a training of which a loss is not finite before anything has moved, naming task and step", async () => {
  using tree = makeTree();
  const bad = new TaskTable({
    inputs: { x: { values: new Float32Array([1e30, 1e30]), shape: [2] } },
    targets: { distance: { values: new Float32Array([1e30]), shape: [1] } },
  });
  await expect(fitTasks(tree, { data: bad, epochs: 1, rng: createRng(0) })).rejects.toThrowSurenet(
    "E_VALUE",
    /epoch 1, step 1.*loss of distance/,
  );
});

it("refuses tasks and roots that do not exist, and weights of no task", async () => {
  using tree = makeTree();
  const refused = (more: Partial<TrainTasksOptions>): Promise<unknown> => fitTasks(tree, { ...options(), ...more });
  await expect(refused({ tasks: ["sides"] })).rejects.toThrowSurenet("E_OPTION", /Did you mean "side"/);
  await expect(refused({ weighting: { fixed: { sides: 1 } } })).rejects.toThrowSurenet("E_OPTION", /fixed/);
  await expect(refused({ earlyStopping: { side: { patience: 1 } } })).rejects.toThrowSurenet("E_VALUE", /validation/);
  expect(
    () => new TaskTable({ inputs: { x: { values: new Float32Array(4), shape: [2] } }, targets: { side: { values: new Int32Array(3) } } }),
  ).toThrowSurenet("E_SHAPE", /targets\.side/);
});

it("averages weights along the way, and puts the last ones back", async () => {
  using tree = makeTree();
  using average = new WeightAverage(tree, { kind: "sma" });
  const first = (): number => tree.stateDict()["trunks.shared.projection.weight"]?.dataSync()[0] ?? NaN;
  const seen: number[] = [];
  for await (const { epoch } of trainTasks(tree, { ...options(), epochs: 3 })) {
    average.update();
    seen[epoch - 1] = first();
  }
  average.apply();
  expect(first()).toBeCloseTo(((seen[0] ?? 0) + (seen[1] ?? 0) + (seen[2] ?? 0)) / 3, 5);
  average.restore();
  expect(first()).toBe(seen[2]);
});

it("leaks nothing", async () => {
  await expectNoLeak(async () => {
    using tree = makeTree();
    await fitTasks(tree, { ...options(), epochs: 1, weighting: { gradNorm: {} } });
    await fitTasks(tree, { ...options(), epochs: 1, weighting: "uncertainty" });
    await evaluateTasks(tree, plane(10, 1));
  });
});

it("lets timers run between epochs that are shorter than a breath", async () => {
  using tree = makeTree();
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  const started = performance.now();
  await fitTasks(tree, { ...options(), epochs: 60, batchSize: 120 });
  clearInterval(timer);
  expect(turns).toBeGreaterThan((performance.now() - started) / 200);
});
