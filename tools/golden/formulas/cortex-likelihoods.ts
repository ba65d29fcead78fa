import { type GoldenCase, numbers, type StoredTensor } from "../vectors.ts";
import { average, logSoftmaxOf, matrixOf, rowsOf, softmaxOf, stored } from "./cortex-arrays.ts";

const EMPTY: StoredTensor = { shape: [], data: [] };

/** The perplexity `e^nll` of a language model's leaf, from the logits and targets that the vector itself states. */
export function perplexity({ expect }: GoldenCase): Record<string, StoredTensor> {
  const logits = matrixOf(expect["formatted.logits"] ?? EMPTY);
  const targets = numbers(expect["formatted.targets"] ?? EMPTY);
  const losses = logits.map((row, i) => -(logSoftmaxOf(row)[targets[i] ?? 0] ?? NaN));
  return { "evaluate.perplexity": stored([], [Math.exp(average(losses))]) };
}

/** `log p_e,b,i(token)` of every member of an ensemble. */
function logProbs({ inputs }: GoldenCase): {
  readonly of: (e: number, b: number, i: number, token: number) => number;
  readonly shape: readonly number[];
} {
  const { shape, data } = inputs["logits"] ?? EMPTY;
  const [members = 0, batch = 0, length = 0, vocabulary = 0] = shape;
  const rows = rowsOf({ shape: [members * batch, length, vocabulary], data });
  return { of: (e, b, i, token) => logSoftmaxOf(rows[e * batch + b]?.[i] ?? [])[token] ?? NaN, shape };
}

/** The mean over the members, and over the changed positions. */
export function changedLikelihood(golden: GoldenCase): Record<string, StoredTensor> {
  const { of, shape } = logProbs(golden);
  const [members = 0, batch = 0, length = 0] = shape;
  const [tokens, occluded] = [matrixOf(golden.inputs["instances"] ?? EMPTY), matrixOf(golden.inputs["occluded"] ?? EMPTY)];
  const out = range(batch).map((b) => {
    const changed = range(length).filter((i) => tokens[b]?.[i] !== occluded[b]?.[i]);
    return average(range(members).flatMap((e) => average(changed.map((i) => of(e, b, i, tokens[b]?.[i] ?? 0)))));
  });
  return { out: stored([batch], out) };
}

/** The mean over the members, and over the positions but the first, of the log probability that the position before gives. */
export function nextTokenLikelihood(golden: GoldenCase): Record<string, StoredTensor> {
  const { of, shape } = logProbs(golden);
  const [members = 0, batch = 0, length = 0] = shape;
  const tokens = matrixOf(golden.inputs["instances"] ?? EMPTY);
  const out = range(batch).map((b) =>
    average(range(members).flatMap((e) => range(length - 1).map((i) => of(e, b, i, tokens[b]?.[i + 1] ?? 0)))),
  );
  return { out: stored([batch], out) };
}

/** Cross entropy where a class without weight counts nothing, even at a probability of 0. */
export function weightedCrossEntropy({ inputs, params }: GoldenCase): Record<string, StoredTensor> {
  const logits = matrixOf(inputs["logits"] ?? EMPTY);
  const targets = numbers(inputs["targets"] ?? EMPTY);
  const alpha = Number(params["alpha"] ?? 0);
  const losses = logits.map((row, b) => {
    const logP = softmaxOf(row).map(Math.log);
    const weights = row.map((_, c) => (c === targets[b] ? 1 - alpha : 0) + alpha / row.length);
    return -weights.reduce((sum, weight, c) => sum + (weight === 0 ? 0 : weight * (logP[c] ?? NaN)), 0);
  });
  return { loss: stored([], [average(losses)]) };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
