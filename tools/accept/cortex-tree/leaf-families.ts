import { classifierLeaf, evaluateTasks, fitTasks, mlpBranch, NeuralTree, ownLeaf, ownTrunk, projectionTrunk, TaskTable, treeModules, vectorRoot } from "@surenet/cortex-tree"; // prettier-ignore
import type { ArrayDataset } from "@surenet/data";
import { Adam, type ModuleType } from "@surenet/nn";
import type { Rng } from "@surenet/tensor-backend";
import { BayesianLeaf } from "./bayesian-leaf.ts";
import { CertifiedLeaf } from "./certified-leaf.ts";
import { OrthogonalTrunk } from "./orthogonal-trunk.ts";
import { SpikingLeaf } from "./spiking-leaf.ts";

const HIDDEN = 256; // of the shared trunk
const DISTANCES = 64; // of the orthogonal one

/** What a file of such a tree may be made of, for `loadModel`. */
export const familyModules: readonly ModuleType[] = [...treeModules, OrthogonalTrunk, CertifiedLeaf, BayesianLeaf, SpikingLeaf];

/** One tree with a leaf of every family: three read the class of a digit from shared features, one certifies whether it has a closed loop. */
export function familiesTree({
  pixels,
  labelled,
  rng,
}: {
  readonly pixels: number;
  readonly labelled: number;
  readonly rng: Rng;
}): NeuralTree {
  return new NeuralTree<string, string, string, string>(
    {
      roots: { pixels: vectorRoot(pixels) },
      trunks: {
        shared: projectionTrunk(["pixels"], HIDDEN),
        orthogonal: ownTrunk("pixels", { inDim: pixels, outDim: DISTANCES, make: (stream) => new OrthogonalTrunk([pixels, DISTANCES, DISTANCES], { rng: stream }) }),
      },
      branches: { features: mlpBranch("shared"), distances: mlpBranch("orthogonal") },
      leaves: {
        plain: classifierLeaf("features", 10),
        bayesian: ownLeaf("features", { inDim: HIDDEN, make: (stream) => new BayesianLeaf(HIDDEN, 10, { rng: stream, datasetSize: labelled }) }),
        spiking: ownLeaf("features", { inDim: HIDDEN, make: (stream) => new SpikingLeaf(HIDDEN, 10, { rng: stream }) }),
        certified: ownLeaf("distances", { inDim: DISTANCES, make: (stream) => new CertifiedLeaf(DISTANCES, { rng: stream }) }),
      },
    },
    { rng },
  ); // prettier-ignore
}

/** The same digits for all leaves. */
export function familiesTable(data: ArrayDataset): TaskTable {
  const classes = Int32Array.from(data.targets);
  const closedLoop = classes.map((label) => Number([0, 4, 6, 8, 9].includes(label)));
  const pixels = data.inputs.length / data.size;
  return new TaskTable({
    inputs: { pixels: { values: data.inputs, shape: [pixels] } },
    targets: { plain: { values: classes }, bayesian: { values: classes }, spiking: { values: classes }, certified: { values: closedLoop } },
  });
}

/** Trains all leaves together, each with its own loss, and says how each does on the test digits. */
export async function trainFamilies(
  { train, test }: { readonly train: ArrayDataset; readonly test: ArrayDataset },
  { epochs, rng }: { readonly epochs: number; readonly rng: Rng },
): Promise<{ readonly tree: NeuralTree; readonly figures: Record<string, Record<string, number>> }> {
  const tree = familiesTree({ pixels: train.inputs.length / train.size, labelled: train.size, rng: rng.fork("weights") });
  const optimizer = new Adam({ learningRate: 3e-3 });
  await fitTasks(tree, { data: familiesTable(train), epochs, batchSize: 100, weighting: { fixed: {} }, rng: rng.fork("train"), optimizer });
  return { tree, figures: await evaluateTasks(tree, familiesTable(test)) };
}
