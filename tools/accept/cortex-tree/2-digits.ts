import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { classifierLeaf, evaluateTasks, fitTasks, mlpBranch, NeuralTree, ownLeaf, ownTrunk, predict, projectionTrunk, pointRegressorLeaf, setTrainable, type TaskTable, vectorRoot } from "@surenet/cortex-tree"; // prettier-ignore
import { loadDataset } from "@surenet/data/node";
import type { ArrayDataset } from "@surenet/data";
import { certifySigns } from "@surenet/lipschitz";
import { Adam, Linear, Sequential } from "@surenet/nn";
import { createRng, initBackend, type Rng, svd } from "@surenet/tensor-backend";
import type { Acceptance, Report } from "../acceptance.ts";
import { digits, need } from "../paths.ts";
import { CertifiedLeaf } from "./certified-leaf.ts";
import { type DigitLabels, digitLabels, digitTable, inkStatistics } from "./digit-tables.ts";
import { familyDigits } from "./family-digits.ts";
import { OrthogonalTrunk } from "./orthogonal-trunk.ts";

const SEEDS = [1, 2, 3];
const EPOCHS = 20; // the recipe of the measured gates: Adam at 3e-3, batches of 100, cosine to zero
const PROBE_EPOCHS = 15;
const TRAINING = { batchSize: 100, learningRate: 3e-3 };
const MISSING = 0.4;
const TRUNK = [784, 64, 64]; // of the certified leaf

interface Digits {
  readonly train: ArrayDataset;
  readonly test: ArrayDataset;
  readonly trainLabels: DigitLabels;
  readonly testLabels: DigitLabels;
}

type Task = keyof DigitLabels;

/** One tree on real digits with 40% of every task's labels missing, a certified leaf on a trunk of its own, and a fifth task added afterwards; then leaves of four families on one tree. */
export const digitTree: Acceptance = {
  id: "cortex-tree/2",
  about:
    "one tree on real digits: four tasks with missing labels, one of them certified, a fifth added to it frozen, and leaves of four families side by side",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    const all = await loadDataset(need(digits));
    const [train, test] = [all.slice(0, 8000), all.slice(8000, 10000)];
    const ink = inkStatistics(train);
    const data = { train, test, trainLabels: digitLabels(train, ink), testLabels: digitLabels(test, ink) };
    const runs: SeedRun[] = [];
    for (const seed of SEEDS) runs.push(await runSeed(report, data, seed));
    const mean = (value: (run: SeedRun) => number): number => runs.reduce((sum, run) => sum + value(run), 0) / runs.length;
    const difference = (task: Task, figure: (run: SeedRun) => readonly [number, number], bound: number): void => {
      const [tree, twin] = [mean((run) => figure(run)[0]), mean((run) => figure(run)[1])];
      report.atMost(`${task}: behind its single-task twin (${tree.toFixed(4)} against ${twin.toFixed(4)})`, twin - tree, bound);
    };
    difference("digit", ({ tree, twins }) => [tree.digit, twins.digit], 0.005);
    difference("parity", ({ tree, twins }) => [tree.parity, twins.parity], 0.005);
    difference("ink", ({ tree, twins }) => [tree.ink, twins.ink], 0.01);
    report.atLeast("closed loop: accuracy", mean(({ loop }) => loop.accuracy), 0.975); // prettier-ignore
    report.atLeast("closed loop: certified accuracy at 0.5", mean(({ loop }) => loop.certified), 0.89); // prettier-ignore
    report.atMost("closed loop: largest singular value - 1", Math.max(...runs.map(({ loop }) => loop.sigma)) - 1, 1e-5);
    report.atLeast("fifth task: share of its full training", mean(({ fifth }) => fifth.added / fifth.full), 0.95); // prettier-ignore
    report.atLeast("fifth task: above a random trunk", mean(({ fifth }) => fifth.added - fifth.random), 0.05); // prettier-ignore
    report.check("other outputs after the fifth task", runs.every(({ fifth }) => fifth.unchanged), "bit-identical"); // prettier-ignore
    await familyDigits(report, { train, test });
  },
};

interface SeedRun {
  readonly tree: Readonly<Record<"digit" | "parity" | "ink", number>>;
  readonly twins: Readonly<Record<"digit" | "parity" | "ink", number>>;
  readonly loop: { readonly accuracy: number; readonly certified: number; readonly sigma: number };
  readonly fifth: { readonly added: number; readonly full: number; readonly random: number; readonly unchanged: boolean };
}

async function runSeed(report: Report, data: Digits, seed: number): Promise<SeedRun> {
  const rng = createRng(seed);
  const tasks = ["digit", "parity", "ink", "loop"] as const;
  const table = digitTable(data.train, data.trainLabels, { tasks, missing: MISSING, rng: rng.fork("missing") });
  const tree = digitsTree(rng.fork("weights"));
  await train(tree, table, { tasks, rng: rng.fork("train") });
  const figures = await scores(tree, data, ["digit", "parity", "ink"]);
  const twins = { digit: NaN, parity: NaN, ink: NaN };
  for (const task of ["digit", "parity", "ink"] as const) {
    using twin = digitsTree(rng.fork("weights"));
    await train(twin, table, { tasks: [task], rng: rng.fork("train") });
    twins[task] = (await scores(twin, data, [task]))[task] ?? NaN;
  }
  const loop = await certified(tree, data);
  const fifth = await addFifth(tree, data, rng);
  const text = (all: Readonly<Record<string, number>>): string => Object.entries(all).map(([name, value]) => `${name} ${value.toFixed(4)}`).join(", "); // prettier-ignore
  report.note(
    `seed ${seed}: tree ${text(figures)}; twins ${text(twins)}; loop ${text(loop)}; fifth ${text({ added: fifth.added, full: fifth.full, random: fifth.random })}`,
  );
  tree.dispose();
  return { tree: { digit: figures["digit"] ?? NaN, parity: figures["parity"] ?? NaN, ink: figures["ink"] ?? NaN }, twins, loop, fifth };
}

/** Digit, parity and ink on a shared trunk; the closed loop on an orthogonal one. */
function digitsTree(rng: Rng): NeuralTree {
  const [pixels = 0, , features = 0] = TRUNK;
  return new NeuralTree<string, string, string, string>(
    {
      roots: { pixels: vectorRoot(pixels) },
      trunks: {
        shared: projectionTrunk(["pixels"], 256),
        orthogonal: ownTrunk("pixels", { inDim: pixels, outDim: features, make: (stream) => new OrthogonalTrunk(TRUNK, { rng: stream }) }),
      },
      branches: { features: mlpBranch("shared"), distances: mlpBranch("orthogonal") },
      leaves: {
        digit: classifierLeaf("features", 10),
        parity: classifierLeaf("features", 2),
        ink: pointRegressorLeaf("features", 1),
        loop: ownLeaf("distances", { inDim: features, make: (stream) => new CertifiedLeaf(features, { rng: stream }) }),
      },
    },
    { rng },
  );
}

async function train(
  tree: NeuralTree,
  data: TaskTable,
  { tasks, rng, epochs = EPOCHS }: { readonly tasks: readonly Task[]; readonly rng: Rng; readonly epochs?: number },
): Promise<void> {
  // prettier-ignore
  const { batchSize, learningRate } = TRAINING;
  const weighting = tasks.length > 1 ? "uncertainty" : { fixed: {} };
  await fitTasks(tree, { data, tasks, epochs, batchSize, rng, weighting, optimizer: new Adam({ learningRate }) });
}

/** Accuracies on the test digits, and of the ink the share of its variance that is explained. */
async function scores(tree: NeuralTree, { test, testLabels }: Digits, tasks: readonly Task[]): Promise<Record<string, number>> {
  const figures = await evaluateTasks(tree, digitTable(test, testLabels, { tasks }));
  return Object.fromEntries(Object.entries(figures).map(([task, all]) => [task, all[task === "ink" ? "r2" : "acc"] ?? NaN]));
}

/** The closed loop's leaf, certified by @surenet/lipschitz as the plain chain that it is, and its singular values in float64. */
async function certified(tree: NeuralTree, { test, testLabels }: Digits): Promise<SeedRun["loop"]> {
  const trunk = tree.node("trunks", "orthogonal") as OrthogonalTrunk;
  const leaf = tree.leaf("loop") as CertifiedLeaf;
  const chain = new Sequential([...trunk.layers, leaf.head]).eval();
  const images = Array.from({ length: test.size }, (_, i) => test.inputs.subarray(i * 784, (i + 1) * 784));
  const certificates = await certifySigns(chain, images);
  const right = certificates.map(([first], i) => first?.positive === (testLabels.loop[i] === 1));
  const share = (test_: (i: number) => boolean): number => right.filter((ok, i) => ok && test_(i)).length / right.length;
  const sigmas = [...trunk.layers, leaf.head].flatMap((layer) =>
    layer instanceof Linear || "weight" in layer ? largestSingularValue(layer) : [],
  );
  return { accuracy: share(() => true), certified: share((i) => (certificates[i]?.[0]?.radius ?? 0) > 0.5), sigma: Math.max(...sigmas) };
}

function largestSingularValue(layer: object): number[] {
  const weight = "weight" in layer ? (layer.weight as { readonly value: Tensor }).value : undefined;
  if (weight === undefined) return [];
  const [rows = 0, columns = 0] = weight.shape;
  return [svd({ rows, columns, data: Float64Array.from(weight.dataSync()) }).singularValues[0] ?? NaN];
}

/** The fifth task on the tree with everything else frozen, its full training, and the same on a trunk of random weights. */
async function addFifth(tree: NeuralTree, data: Digits, rng: Rng): Promise<SeedRun["fifth"]> {
  const table = digitTable(data.train, data.trainLabels, { tasks: ["large"] });
  const before = answers(tree, data);
  const added = await probe(tree, table, data, rng);
  const after = answers(tree, data);
  using random = digitsTree(rng.fork("random"));
  const onRandom = await probe(random, table, data, rng);
  using full = digitsTree(rng.fork("full"));
  full.addTask({ leaves: { large: classifierLeaf("features", 2) } }, { rng: rng.fork("large") });
  await train(full, table, { tasks: ["large"], rng: rng.fork("train-large") });
  const whole = (await scores(full, data, ["large"]))["large"] ?? NaN;
  return { added, full: whole, random: onRandom, unchanged: before.every((value, i) => Object.is(value, after[i])) };
}

async function probe(tree: NeuralTree, table: TaskTable, data: Digits, rng: Rng): Promise<number> {
  for (const task of tree.leafKeys) setTrainable(tree, tree.pathOf(task), false);
  tree.addTask({ leaves: { large: classifierLeaf("features", 2) } }, { rng: rng.fork("large") });
  await train(tree, table, { tasks: ["large"], rng: rng.fork("train-large"), epochs: PROBE_EPOCHS });
  return (await scores(tree, data, ["large"]))["large"] ?? NaN;
}

/** What the first four tasks answer to the test digits. */
function answers(tree: NeuralTree, { test }: Digits): number[] {
  const pixels = tensor(test.inputs, [test.size, 784]);
  const outputs = predict(tree, { pixels }, { leafKeys: ["digit", "parity", "ink", "loop"] });
  const numbers = Object.values(outputs).flatMap((leaf) => Object.values(leaf).flatMap((value) => Array.from(value.dataSync())));
  for (const leaf of Object.values(outputs)) for (const value of Object.values(leaf)) value.dispose();
  pixels.dispose();
  return numbers;
}
