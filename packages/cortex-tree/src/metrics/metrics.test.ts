import { expect, it } from "vitest";
import { binaryScores } from "./classification-scores.ts";
import { editDistance } from "./edit-distance.ts";
import { spearmanRho } from "./spearman-rho.ts";

it("correlates ranks, equal numbers sharing theirs", () => {
  expect(spearmanRho([1, 2, 9], [10, 20, 30])).toBeCloseTo(1, 12);
  // ranks (0.5, 0.5, 2) and (0, 1, 2): covariances 1.5 over √(1.5 · 2)
  expect(spearmanRho([1, 1, 2], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(3), 12);
});

it("counts the letters that must change", () => {
  expect([editDistance("kitten", "sitting"), editDistance("", "abc"), editDistance("AV", "AV")]).toEqual([3, 3, 0]);
});

it("ranks two classes perfectly when every positive scores higher", () => {
  const { bin_auc: area, bin_f1: f1 } = binaryScores([0.9, 0.1, 0.2, 0.8], [0, 1]);
  expect([area, f1]).toEqual([1, 1]);
});
