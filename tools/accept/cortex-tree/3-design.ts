import { conv1dBranch, conv1dRoot, denoisingLeaf, designRound, ensembleOf, fitTasks, GaussianCorruptionProcess, type Measured, motifObjective, type MotifObjective, NeuralTree, plainTokenizer, regressorLeaf, sumTrunk, TaskTable } from "@surenet/cortex-tree"; // prettier-ignore
import { Adam } from "@surenet/nn";
import { createRng, initBackend, type Rng } from "@surenet/tensor-backend";
import type { Acceptance } from "../acceptance.ts";

const SEEDS = [1, 2, 3, 4, 5];
const ALPHABET = "ACDEFGHI";
const LENGTH = 32;
const OBJECTIVE = { motifs: 4, motifLength: 2, copies: 4 }; // they fill all 32 letters: 8^32 sequences, of which few have the value 1
const START = 300; // random sequences that both searches begin with
const ROUNDS = 6;
const PER_ROUND = 50;
const PARENTS = 10; // of both searches
const EDITS = 3; // of a text, by both
const MEMBERS = 3;
const SIZE = { dim: 32, kernelSize: 3, firstEpochs: 25, epochs: 8, batchSize: 64, learningRate: 5e-3 };
const CORRUPTION = 0.6; // of the positions that are edited: with Gaussian noise, so that a trace is left

/** The guided loop and random mutation with the same budget on an objective whose optimum is known to be 1. */
export const guidedDesign: Acceptance = {
  id: "cortex-tree/3",
  about: "a sequence tree with a language model and regressors: guided design against random mutation at equal budget",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    let [wins, total] = [0, 0];
    for (const seed of SEEDS) {
      const rng = createRng(seed);
      const objective = motifObjective({ rng: rng.fork("objective"), length: LENGTH, alphabet: ALPHABET, ...OBJECTIVE });
      report.check(
        `seed ${seed}: the objective's optimum`,
        objective.evaluate(objective.optimum) === 1,
        String(objective.evaluate(objective.optimum)),
      );
      const start = startingTexts(objective, rng.fork("start"));
      const started = performance.now();
      const guided = await guidedLoop(objective, start, rng.fork("guided"));
      const seconds = (performance.now() - started) / 1000;
      const mutated = mutationLoop(objective, start, rng.fork("mutation"));
      const budget = START + ROUNDS * PER_ROUND;
      report.check(
        `seed ${seed}: values measured`,
        guided.length <= budget && mutated.length === budget,
        `${guided.length} and ${mutated.length}`,
      );
      const [a, b] = [bestOf(guided), bestOf(mutated)];
      report.note(
        `seed ${seed}: best at the start ${bestOf(start).toFixed(3)}, guided ${a.toFixed(3)}, random mutation ${b.toFixed(3)} (${seconds.toFixed(0)} s)`,
      );
      total += a;
      if (a > b) wins++;
    }
    report.note(`mean of the best guided values: ${(total / SEEDS.length).toFixed(3)}`);
    report.atLeast("seeds in which the guided loop finds a better value than random mutation", wins, SEEDS.length);
  },
};

const bestOf = (measured: readonly Measured[]): number => Math.max(...measured.map(({ value }) => value));

function startingTexts({ evaluate }: MotifObjective, rng: Rng): Measured[] {
  return Array.from({ length: START }, () => {
    const text = Array.from(rng.values.uniform(LENGTH), (u) => ALPHABET[Math.floor(u * ALPHABET.length)] ?? "A").join("");
    return { text, value: evaluate(text) };
  });
}

/** Every round the best texts are mutated at as many random places as the guided loop edits. */
function mutationLoop({ evaluate }: MotifObjective, start: readonly Measured[], rng: Rng): Measured[] {
  const measured = [...start];
  const known = new Set(start.map(({ text }) => text));
  for (let round = 0; round < ROUNDS; round++) {
    const parents = [...measured].sort((a, b) => b.value - a.value).slice(0, PARENTS); // prettier-ignore
    for (let made = 0; made < PER_ROUND;) {
      const letters = [...(parents[made % PARENTS]?.text ?? "")];
      for (const place of rng.values.permutation(LENGTH).subarray(0, EDITS))
        letters[place] = ALPHABET[Math.floor((rng.values.uniform(1)[0] ?? 0) * ALPHABET.length)] ?? "A";
      const text = letters.join("");
      if (known.has(text)) continue;
      known.add(text);
      measured.push({ text, value: evaluate(text) });
      made++;
    }
  }
  return measured;
}

/** Every round the tree is trained on what was measured, and proposes what to measure next. */
async function guidedLoop({ evaluate }: MotifObjective, start: readonly Measured[], rng: Rng): Promise<Measured[]> {
  const measured = [...start];
  using tree = sequenceTree(rng.fork("weights"));
  for (let round = 0; round < ROUNDS; round++) {
    await train(tree, measured, { epochs: round === 0 ? SIZE.firstEpochs : SIZE.epochs, rng: rng.fork(`train-${round}`) });
    const options = {
      rootKey: "seq",
      languageTask: "lm",
      objectiveTask: "fitness",
      edits: EDITS,
      corruptFrac: CORRUPTION,
      parents: PARENTS,
      repeats: 10,
      count: PER_ROUND,
    };
    const texts = designRound(tree, measured, { ...options, rng: rng.fork(`design-${round}`) });
    for (const text of texts) measured.push({ text, value: evaluate(text) });
  }
  return measured;
}

const tokenizer = plainTokenizer(ALPHABET);

function sequenceTree(rng: Rng): NeuralTree {
  const { dim, kernelSize } = SIZE;
  const corruption = new GaussianCorruptionProcess({ noiseVariance: 1 });
  return new NeuralTree<string, string, string, string>(
    {
      roots: { seq: conv1dRoot(dim, { tokenizer, maxLen: LENGTH, embedDim: dim, channelDim: dim, numBlocks: 1, kernelSize, corruption }) },
      trunks: { trunk: sumTrunk(["seq"]) },
      branches: {
        property: conv1dBranch("trunk", dim, { numBlocks: 1, kernelSize, poolingType: "mean" }),
        language: conv1dBranch("trunk", dim, { numBlocks: 1, kernelSize }),
      },
      leaves: {
        lm: denoisingLeaf("language", tokenizer.tokens.length),
        ...ensembleOf("fitness", MEMBERS, regressorLeaf("property", 1, { numLayers: 1 })),
      },
    },
    { rng },
  );
}

/** The language model on corrupted texts, and the regressors on the logarithm of the value, standardised: what the motifs count multiplies. */
async function train(
  tree: NeuralTree,
  measured: readonly Measured[],
  { epochs, rng }: { readonly epochs: number; readonly rng: Rng },
): Promise<void> {
  const tokens = tokenizer.encode(measured.map(({ text }) => text), { maxLen: LENGTH }); // prettier-ignore
  const inputs = { seq: { values: Int32Array.from(tokens.dataSync()), shape: [LENGTH] } };
  tokens.dispose();
  const logs = measured.map(({ value }) => Math.log(value)); // at least 5^-4
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / logs.length);
  const values = Float32Array.from(logs, (value) => (value - mean) / deviation);
  const { batchSize, learningRate } = SIZE;
  const members = Object.fromEntries(Array.from({ length: MEMBERS }, (_, i) => [`fitness_${i}`, { values, shape: [1] }]));
  const shared = { epochs, batchSize, optimizer: new Adam({ learningRate }) };
  await fitTasks(tree, { ...shared, data: new TaskTable({ inputs, targets: members }), rng: rng.fork("values") });
  await fitTasks(tree, { ...shared, optimizer: new Adam({ learningRate }), epochs: Math.ceil(epochs / 6), data: new TaskTable({ inputs, targets: { lm: "self" } }), corruptFrac: "sample", rng: rng.fork("language") }); // prettier-ignore
}
