import { type Tensor, reshape } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { expectNoLeak } from "@surenet/testing";
import { expect, it } from "vitest";
import { MaskCorruptionProcess } from "../corruption/mask-corruption.ts";
import { plainTokenizer } from "../tokens/tokenizer.ts";
import { NeuralTree } from "../tree/neural-tree.ts";
import { conv1dBranch, conv1dRoot, denoisingLeaf, ensembleOf, regressorLeaf, sumTrunk } from "../tree/plans.ts";
import { designRound } from "./design-round.ts";
import { logExpectedImprovement } from "./expected-improvement.ts";
import { guidedEdits } from "./guided-edits.ts";
import { cellsAbove, nonDominated } from "./hypervolume-cells.ts";
import { motifObjective } from "./motif-objective.ts";

const tokenizer = plainTokenizer("abcd");
const makeTree = (): NeuralTree =>
  new NeuralTree<string, string, string, string>(
    {
      roots: {
        seq: conv1dRoot(4, {
          tokenizer,
          maxLen: 6,
          embedDim: 4,
          channelDim: 4,
          numBlocks: 1,
          corruption: new MaskCorruptionProcess({ maskIndex: tokenizer.maskIndex }),
        }),
      },
      trunks: { trunk: sumTrunk(["seq"]) },
      branches: { property: conv1dBranch("trunk", 4, { numBlocks: 1 }) },
      leaves: { lm: denoisingLeaf("property", tokenizer.tokens.length), ...ensembleOf("fitness", 2, regressorLeaf("property", 1)) },
    },
    { rng: createRng(1) },
  );

it("edits as many tokens as it may, none of them padding or special, and leaks nothing", async () => {
  await expectNoLeak(() => {
    using tree = makeTree();
    const tokens = tokenizer.encode(["abcd", "aaaaaa"], { maxLen: 6 });
    const options = { rootKey: "seq", languageTask: "lm", objectiveTasks: ["fitness_0"], objective: ({ leaves }: { leaves: { [key: string]: { [name: string]: Tensor } } }) => reshape(leaves["fitness_0"]?.["loc"] as Tensor, [-1]), edits: 2, guidanceSteps: 3, rng: createRng(2) }; // prettier-ignore
    const edited = guidedEdits(tree, tokens, options);
    expect(edited).toHaveLength(6); // two texts after each of three steps
    const source = tokens.dataSync();
    edited.forEach((row, i) => {
      const before = source.subarray((i % 2) * 6, (i % 2) * 6 + 6);
      expect(row.filter((token, k) => token !== before[k]).length).toBeLessThanOrEqual(2);
      row.forEach((token, k) => expect(tokenizer.isCorruptible(token)).toBe(tokenizer.isCorruptible(before[k] ?? 0)));
    });
    tokens.dispose();
  });
});

it("proposes new texts alone, at most as many as asked", () => {
  using tree = makeTree();
  const measured = ["abcd", "bbcc", "dcba"].map((text, value) => ({ text, value }));
  const texts = designRound(tree, measured, {
    rootKey: "seq",
    languageTask: "lm",
    objectiveTask: "fitness",
    count: 4,
    repeats: 3,
    rng: createRng(3),
  });
  expect(texts.length).toBeLessThanOrEqual(4);
  expect(new Set(texts).size).toBe(texts.length);
  for (const { text } of measured) expect(texts).not.toContain(text);
});

it("expects the mean improvement of an ensemble: log((1 + 3)/2)", () => {
  expect(logExpectedImprovement([[2], [4]], 1)[0]).toBeCloseTo(Math.log(2), 4); // prettier-ignore
});

it("splits what no point dominates into boxes: their volume below (2, 2) is 4 less the square of the point", () => {
  const volume = (points: number[][], reference: number[], top: number): number =>
    cellsAbove(points, reference).reduce(
      (sum, { lower, upper }) => sum + lower.reduce((product, from, k) => product * Math.max(0, Math.min(upper[k] ?? 0, top) - from), 1),
      0,
    );
  expect(volume([[1, 1]], [0, 0], 2)).toBe(3);
  expect(volume([[1, 1, 1]], [0, 0, 0], 2)).toBe(7);
  // three objectives, two points: 8 − (1·1·2 + 2·0.5·0.5 − 1·0.5·0.5) = 8 − 2.25
  expect(volume([[1, 1, 2], [2, 0.5, 0.5]], [0, 0, 0], 2)).toBeCloseTo(5.75, 12); // prettier-ignore
  expect(nonDominated([[1, 2], [2, 1], [1, 1], [2, 1]])).toEqual([[1, 2], [2, 1]]); // prettier-ignore
});

it("has an optimum of 1 and less for anything that lacks a motif", () => {
  const { evaluate, optimum } = motifObjective({ rng: createRng(4), length: 16, alphabet: "ABCDEFGH", motifs: 2 });
  expect(evaluate(optimum)).toBe(1);
  expect(evaluate("A".repeat(16))).toBeLessThan(1);
  const counted = motifObjective({ rng: createRng(4), length: 16, alphabet: "ABCDEFGH", motifs: 2, motifLength: 2, copies: 4 });
  expect(counted.evaluate(counted.optimum)).toBe(1);
  expect(counted.evaluate("A".repeat(16))).toBeCloseTo(1 / 25, 12); // neither pair stands anywhere: (1/5)²
});
