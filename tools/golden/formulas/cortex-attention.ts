import { erf } from "./erf.ts";
import type { GoldenCase, StoredTensor } from "../vectors.ts";
import { added, average, type Matrix, matrixOf, type Rows, rowsOf, softmaxOf, storedMatrix, storedRows, Weights } from "./cortex-arrays.ts";

interface AttentionShape {
  readonly heads: number;
  readonly isCausal?: boolean;
}

/** `softmax(q kᵀ / √d) v` over the keys that are tokens, and when causal not after the query; one sequence. */
function attend(
  queries: Matrix,
  keys: Matrix,
  values: Matrix,
  { mask, isCausal }: { readonly mask: readonly number[]; readonly isCausal: boolean },
): Matrix {
  const scale = Math.sqrt(keys[0]?.length ?? 1);
  return queries.map((query, i) => {
    const seen = keys.map((_, j) => mask[j] === 1 && !(isCausal && j > i));
    const scores = keys.map((key, j) => (seen[j] ? key.reduce((sum, value, c) => sum + value * (query[c] ?? 0), 0) / scale : -Infinity));
    const shares = softmaxOf(scores);
    return (values[0] ?? []).map((_, c) => shares.reduce((sum, share, j) => sum + share * (values[j]?.[c] ?? 0), 0));
  });
}

/** A self-attention of one sequence; `pools` asks with the mean of the tokens' queries alone. */
function selfAttention(
  w: Weights,
  x: Matrix,
  mask: readonly number[],
  { heads, isCausal = false, pools = false }: AttentionShape & { readonly pools?: boolean },
): Matrix {
  // prettier-ignore
  const dim = x[0]?.length ?? 0;
  const projected = w.linear("c_attn", x);
  const part = (k: number, h: number): Matrix =>
    projected.map((row) => row.slice(k * dim + (h * dim) / heads, k * dim + ((h + 1) * dim) / heads));
  const outputs = Array.from({ length: heads }, (_, h) => {
    const all = part(0, h);
    const tokens = all.filter((__, i) => mask[i] === 1);
    const queries = pools ? [(all[0] ?? []).map((__, c) => average(tokens.map((row) => row[c] ?? 0)))] : all;
    return attend(queries, part(1, h), part(2, h), { mask, isCausal });
  });
  const joined = (outputs[0] ?? []).map((_, i) => outputs.flatMap((head) => head[i] ?? []));
  return w.linear("c_proj", joined);
}

function block(w: Weights, x: Matrix, mask: readonly number[], shape: AttentionShape): Matrix {
  const looked = added(x, selfAttention(w.below("attn"), w.norm("ln_1", x), mask, shape));
  const wide = w.linear("mlp.0", w.norm("ln_2", looked)).map((row) => row.map((value) => 0.5 * value * (1 + erf(value * Math.SQRT1_2))));
  return added(w.has("proj.weight") ? w.linear("proj", x) : x, w.linear("mlp.2", wide));
}

/** A stack of blocks, one sequence after the other. */
export function blocks(w: Weights, x: Rows, mask: Matrix, shape: AttentionShape): Rows {
  return x.map((rows, b) => {
    let y = rows;
    for (let i = 0; w.has(`encoder.${i}.ln_1.weight`); i++) y = block(w.below(`encoder.${i}`), y, mask[b] ?? [], shape);
    return y;
  });
}

function input(golden: GoldenCase, name: string): StoredTensor {
  return golden.inputs[name] ?? { shape: [], data: [] };
}

const shapeOf = ({ params }: GoldenCase): AttentionShape => ({
  heads: Number(params["numHeads"] ?? 1),
  isCausal: params["isCausal"] === true || params["module"] === "CausalSelfAttention",
});

/** Attention to tokens alone: padding is looked at by none. */
export function tokenAttention(golden: GoldenCase): Record<string, StoredTensor> {
  const w = new Weights(golden.inputs, "w.");
  const [x, mask] = [rowsOf(input(golden, "x")), matrixOf(input(golden, "mask"))];
  const pools = golden.params["module"] === "PoolingSelfAttention";
  const out = x.map((rows, b) => selfAttention(w, rows, mask[b] ?? [], { ...shapeOf(golden), pools }));
  return { out: pools ? storedMatrix(out.map((rows) => rows[0] ?? [])) : storedRows(out) };
}

export function tokenTransformerBlock(golden: GoldenCase): Record<string, StoredTensor> {
  const w = new Weights(golden.inputs, "w.");
  const mask = matrixOf(input(golden, "mask"));
  return { out: storedRows(rowsOf(input(golden, "x")).map((rows, b) => block(w, rows, mask[b] ?? [], shapeOf(golden)))) };
}

export function tokenTransformerBranch(golden: GoldenCase): Record<string, StoredTensor> {
  const w = new Weights(golden.inputs, "w.");
  const [x, mask] = [rowsOf(input(golden, "trunkFeatures")), matrixOf(input(golden, "paddingMask"))];
  const start = w.has("encoder.0.module.weight") ? x.map((rows) => w.linear("encoder.0.module", rows)) : x;
  const features = blocks(w, start, mask, shapeOf(golden));
  const pooled = features.map((rows, b) => pool(w, String(golden.params["poolingType"]), rows, mask[b] ?? [], shapeOf(golden)));
  return { branchFeatures: storedRows(features), pooledFeatures: storedMatrix(pooled) };
}

function pool(w: Weights, type: string, rows: Matrix, mask: readonly number[], shape: AttentionShape): number[] {
  const columns = rows[0] ?? [];
  const tokens = rows.filter((_, i) => mask[i] === 1);
  if (type === "mean") return columns.map((_, c) => average(tokens.map((row) => row[c] ?? 0)));
  if (type === "attention")
    return selfAttention(w.below("pooling_op.1"), w.norm("pooling_op.0.module", rows), mask, { heads: shape.heads, pools: true })[0] ?? [];
  const scores = w.linear("pooling_op.encoder", tokens);
  return columns.map((_, c) => {
    const shares = softmaxOf(scores.map((row) => row[c] ?? 0));
    return shares.reduce((sum, share, i) => sum + share * (tokens[i]?.[c] ?? 0), 0);
  });
}

/** A transformer root, from the tokens and the mask that the vector itself states. */
export function tokenTransformerRoot(golden: GoldenCase): Record<string, StoredTensor> {
  const w = new Weights(golden.inputs, "w.");
  const embeddings = rowsOf(golden.expect["srcTokEmbs"] ?? { shape: [], data: [] });
  const dim = embeddings[0]?.[0]?.length ?? 0;
  const placed = embeddings.map((rows) =>
    rows.map((row, i) =>
      row.map((value, c) => {
        const angle = i / 10000 ** ((c - (c % 2)) / dim);
        return golden.params["posEncoding"] === true ? value + (c % 2 === 0 ? Math.sin(angle) : Math.cos(angle)) : value;
      }),
    ),
  );
  return {
    rootFeatures: storedRows(blocks(w, placed, matrixOf(golden.expect["paddingMask"] ?? { shape: [], data: [] }), shapeOf(golden))),
  };
}

/** The language model's branch and leaf of a tree, from the trunk that the vector itself states. */
export function tokenTreeBranch(golden: GoldenCase): Record<string, StoredTensor> {
  const { branches } = golden.params as { readonly branches: { readonly lm_0: { readonly numHeads: number } } };
  const mask = matrixOf(golden.expect["trunk.mask"] ?? { shape: [], data: [] });
  const trunk = rowsOf(golden.expect["trunk.features"] ?? { shape: [], data: [] });
  const w = new Weights(golden.inputs, "w.");
  const features = blocks(w.below("branch_nodes.lm_0"), trunk, mask, { heads: branches.lm_0.numHeads });
  const pooled = features.map((rows, b) => pool(w, "mean", rows, mask[b] ?? [], { heads: 1 }));
  const leaf = w.below("leaf_nodes.lm_0");
  const logits = features.map((rows) => leaf.linear("encoder.1", leaf.norm("encoder.0", rows)));
  return { "branch.lm_0.pooled": storedMatrix(pooled), "leaf.lm_0.logits": storedRows(logits) };
}
