import { type ArrayDataset, syntheticDigits } from "@surenet/data";
import { classifierLeaf, evaluateTasks, mlpBranch, NeuralTree, type NodeKind, pointRegressorLeaf, predict, projectionTrunk, setTrainable, type TaskEpoch, trainTasks, vectorRoot } from "@surenet/cortex-tree"; // prettier-ignore
import { constant } from "@surenet/nn";
import { createRng, invalidValue, type Rng } from "@surenet/tensor-backend";
import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { EPOCHS, nextEpochs } from "../sessions/next-epochs.ts";
import { remembered } from "../sessions/remembered.ts";
import { type DrawnNode, nodesOf } from "./nodes.ts";
import type { TreeSettings } from "./settings.ts";
import { CLASSES, FIRST_TASKS, type LaterTask, type TaskName } from "./task-names.ts";
import { tableOf } from "./tasks.ts";

/** How well a leaf answers on held-out digits, and how its training went. */
export interface LeafReport {
  readonly metrics: Readonly<Record<string, number>>;
  /** The factor of its loss; undefined before it was trained. */
  readonly weight: number | undefined;
  readonly history: readonly { readonly epoch: number; readonly loss: number }[];
}

/** The tree after some epochs. */
export interface Snapshot {
  readonly epoch: number;
  readonly nodes: readonly DrawnNode[];
  readonly leaves: Readonly<Record<string, LeafReport>>;
  /** The largest change of any answer of the frozen leaves since they were frozen: 0 to the bit. Undefined while nothing is frozen. */
  readonly frozenChange: number | undefined;
}

const SIDE = 16;
const [TRAIN, HELD_OUT] = [800, 400];

/** A tree of tasks in training, asked for some epochs at a time. A task that is added trains its own branch and leaf; all the rest is frozen. */
export class TreeSession {
  readonly #digits: { readonly train: ArrayDataset; readonly held: ArrayDataset };
  readonly #tree: NeuralTree;
  readonly #settings: TreeSettings;
  readonly #rng: Rng;
  readonly #histories = new Map<string, { epoch: number; loss: number }[]>();
  readonly #weights = new Map<string, number>();
  #tasks: readonly TaskName[] = FIRST_TASKS;
  #epochs: AsyncIterator<TaskEpoch>;
  #epoch = 0;
  #frozen: ReadonlyMap<string, Float32Array> = new Map();

  constructor(settings: TreeSettings) {
    const rng = createRng(settings.seed);
    this.#rng = rng;
    this.#settings = settings;
    this.#digits = remembered("digits of trees", String(settings.seed), () => ({
      train: syntheticDigits(TRAIN, { rng: rng.fork("digits"), size: SIDE }),
      held: syntheticDigits(HELD_OUT, { rng: rng.fork("held-out"), size: SIDE }),
    }));
    this.#tree = new NeuralTree(
      {
        roots: { pixels: vectorRoot(SIDE * SIDE), profile: vectorRoot(2 * SIDE) },
        trunks: { shared: projectionTrunk(["pixels", "profile"], settings.width) },
        branches: { shape: newBranch(), amount: newBranch() },
        leaves: {
          digit: classifierLeaf("shape", CLASSES.digit),
          parity: classifierLeaf("shape", CLASSES.parity),
          ink: pointRegressorLeaf("amount", 1),
        },
      },
      { rng: rng.fork("weights") },
    );
    this.#epochs = this.#training("first");
  }

  async train(epochs: number): Promise<Snapshot> {
    for await (const { tasks } of nextEpochs(this.#epochs, epochs)) {
      this.#epoch++;
      for (const [task, { loss, weight }] of Object.entries(tasks)) {
        this.#histories.set(task, [...(this.#histories.get(task) ?? []), { epoch: this.#epoch, loss }]);
        this.#weights.set(task, weight);
      }
    }
    return this.snapshot();
  }

  async snapshot(): Promise<Snapshot> {
    const held = tableOf(this.#digits.held, this.#tree.leafKeys as TaskName[], { missing: false });
    const figures = await evaluateTasks(this.#tree, held);
    const leaves = Object.entries(figures).map(([task, metrics]): [string, LeafReport] => [
      task,
      { metrics, weight: this.#weights.get(task), history: this.#histories.get(task) ?? [] },
    ]);
    return { epoch: this.#epoch, nodes: nodesOf(this.#tree), leaves: Object.fromEntries(leaves), frozenChange: await this.#change() };
  }

  /** Adds a task with a branch of its own on the trunk, and freezes everything else. @throws SurenetError `E_VALUE` for one that is there */
  async addTask(task: LaterTask): Promise<Snapshot> {
    if (this.#tree.leafKeys.includes(task)) throw invalidValue({ where: "the tree", problem: `it has the task ${task} already` });
    const before: [NodeKind, string][] = nodesOf(this.#tree).map(({ kind, key }) => [kind, key]);
    this.#frozen = await this.#answers(this.#tree.leafKeys);
    await this.#epochs.return?.();
    this.#tree.addTask(
      { branches: { [task]: newBranch() }, leaves: { [task]: classifierLeaf(task, CLASSES[task]) } },
      { rng: this.#rng.fork(`weights-${task}`) },
    );
    setTrainable(this.#tree, before, false);
    this.#tasks = [task];
    this.#epochs = this.#training(task);
    return this.snapshot();
  }

  async dispose(): Promise<void> {
    await this.#epochs.return?.();
    this.#tree.dispose();
  }

  #training(name: string): AsyncIterator<TaskEpoch> {
    return trainTasks(this.#tree, {
      data: tableOf(this.#digits.train, this.#tasks, { missing: true }),
      epochs: EPOCHS,
      batchSize: 50,
      schedule: constant(),
      rng: this.#rng.fork(`order-${name}`),
      ...(this.#settings.weighting === "uncertainty" && { weighting: "uncertainty" as const }),
    });
  }

  /** The largest difference of an answer of a frozen leaf from what it was. */
  async #change(): Promise<number | undefined> {
    if (this.#frozen.size === 0) return undefined;
    const now = await this.#answers([...this.#frozen.keys()]);
    let most = 0;
    for (const [task, before] of this.#frozen) before.forEach((value, i) => (most = Math.max(most, Math.abs(value - (now.get(task)?.[i] ?? NaN))))); // prettier-ignore
    return most;
  }

  async #answers(tasks: readonly string[]): Promise<ReadonlyMap<string, Float32Array>> {
    const { inputs } = tableOf(this.#digits.held, ["digit"], { missing: false });
    const given = Object.fromEntries(Object.entries(inputs).map(([root, { values, shape }]): [string, Tensor] => [root, tensor(values, [HELD_OUT, ...shape])])); // prettier-ignore
    const outputs = predict(this.#tree, given, { leafKeys: tasks });
    const read = await Promise.all(tasks.map(async (task): Promise<[string, Float32Array]> => [task, Float32Array.from((await outputs[task]?.[this.#tree.leaf(task).answer]?.data()) ?? [])])); // prettier-ignore
    for (const owned of [...Object.values(given), ...Object.values(outputs).flatMap((leaf) => Object.values(leaf))]) owned?.dispose();
    return new Map(read);
  }
}

/** A branch on the trunk, of which each later task gets one of its own. */
function newBranch(): ReturnType<typeof mlpBranch<"shared">> {
  return mlpBranch("shared", { outDim: 32, channelDim: 32, numLayers: 1 });
}
