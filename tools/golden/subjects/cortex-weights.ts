import { type Tensor, reshape, transpose } from "@tensorflow/tfjs-core";
import type { Module } from "@surenet/nn";
import type { CaseReader } from "../case-reader.ts";

/** Names of the reference's parameters and ours, the first pattern that matches; `w.` inputs are named by the reference. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/conv_([12])\.weight/, "conv$1.weight"],
  [/norm_([12])\./, "norm$1."],
  [/ln_([12])\./, "norm$1."],
  [/attn\.c_attn/, "attention.inputs"],
  [/attn\.c_proj/, "attention.output"],
  [/^c_attn/, "inputs"],
  [/^c_proj/, "output"],
  [/pooling_op\.0\.module/, "pooling.norm"],
  [/pooling_op\.1\.c_attn/, "pooling.attention.inputs"],
  [/pooling_op\.1\.c_proj/, "pooling.attention.output"],
  [/pooling_op\.encoder/, "pooling.encoder"],
  [/mlp\.0\./, "mlp.widen."],
  [/mlp\.2\./, "mlp.narrow."],
  [/tok_encoder/, "embedding"],
  [/root_projections/, "projections"],
  [/(^|branch_nodes\.\w+\.)encoder\.0\.module/, "$1proj"],
  [/^root_nodes/, "roots"],
  [/^branch_nodes/, "branches"],
  [/^leaf_nodes/, "leaves"],
];

/** Ours for a name of the reference. */
export function ourName(name: string): string {
  return NAMES.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), name);
}

/** A tensor in torch's layout as ours: outputs last, convolutions `[taps, in, out]`, the norm's `[C, 1]` flat, embeddings as they are. */
export function ours(name: string, x: Tensor): Tensor {
  if (name.includes("embedding")) return x;
  if (/norm\d?\.(weight|bias)$/.test(name)) return reshape(x, [-1]);
  if (x.rank === 3 && !name.includes("proj")) return transpose(x, [2, 1, 0]);
  if (x.rank === 3) return transpose(reshape(x, x.shape.slice(0, 2) as [number, number]));
  return x.rank === 2 ? transpose(x) : x;
}

/** Gives a module the weights of a case; `rename` corrects what the patterns above cannot know. */
export function loadWeights(golden: CaseReader, module: Module, rename: (name: string) => string = (name) => name): void {
  const dict = Object.fromEntries(
    golden.inputNames("w.").map((name) => {
      const own = rename(ourName(name));
      return [own, ours(own, golden.input(`w.${name}`))];
    }),
  );
  const state = module.stateDict();
  const missing = Object.keys(dict).filter((name) => !(name in state));
  if (missing.length > 0) throw new Error(`no parameter ${missing.join(", ")} among ${Object.keys(state).join(", ")}`);
  module.loadStateDict(dict, { strict: false });
}

/** The reference's name of a parameter of a tree with convolution blocks. */
export function theirName(name: string): string {
  return name
    .replace(/encoder\.(\d+)\.(conv|norm|proj)/, (_, i: string, rest: string) => `encoder.${Number(i) + 1}.${rest}`)
    .replace(/(conv|norm)(\d)\./, "$1_$2.")
    .replace("embedding", "tok_encoder")
    .replace(/^roots/, "root_nodes")
    .replace(/^branches/, "branch_nodes")
    .replace(/^leaves/, "leaf_nodes");
}

/** A gradient in the reference's layout: the way back of {@link ours}. */
export function theirLayout(name: string, x: Tensor): Tensor {
  if (name.includes("embedding")) return x;
  if (/norm\d?\.(weight|bias)$/.test(name)) return reshape(x, [-1, 1]);
  if (x.rank === 3) return transpose(x, [2, 1, 0]);
  if (x.rank !== 2) return x;
  return name.includes("proj.weight") ? reshape(transpose(x), [...transpose(x).shape, 1]) : transpose(x);
}
