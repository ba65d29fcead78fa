import { type Tensor, reshape } from "@tensorflow/tfjs-core";
import {
  classifierLeaf, Conv1dBranch, conv1dBranch, conv1dRoot, Conv1dRoot, denoisingLeaf, fetchTaskOutputs, MaskCorruptionProcess, NeuralTree, proteinTokenizer, regressorLeaf, SumTrunk, sumTrunk, TransformerBranch, transformerBranch, TransformerRoot,
} from "@surenet/cortex-tree"; // prettier-ignore
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { lossAndGradients } from "./cortex-document.ts";
import { loadWeights, theirLayout, theirName } from "./cortex-weights.ts";

const rng = createRng(0);
const tokenizer = proteinTokenizer();

/** The reference's lists of convolution blocks start with a permutation. */
const shifted = (name: string): string =>
  name.replace(/encoder\.(\d+)\.(conv|norm|proj)/, (_, i: string, rest: string) => `encoder.${Number(i) - 1}.${rest}`);
const keep = (name: string): string => name;

export function branches(golden: CaseReader): Record<string, Got> {
  const isConvolution = golden.param("branch") === "Conv1dBranch";
  const kind = isConvolution ? Conv1dBranch : TransformerBranch;
  const options = golden.options(["channelDim", "numBlocks", "kernelSize", "layernorm", "numHeads", "isCausal", "poolingType"]);
  const branch = new kind(golden.param<number>("inDim") ?? 0, golden.param<number>("outDim") ?? 0, { rng, ...options });
  loadWeights(golden, branch, isConvolution ? shifted : keep);
  const { branchFeatures, pooledFeatures, branchMask } = branch.forward({
    trunkFeatures: golden.input("trunkFeatures"),
    paddingMask: golden.input("paddingMask"),
  });
  return { branchFeatures, pooledFeatures, branchMask: branchMask ?? NaN };
}

export function roots(golden: CaseReader): Record<string, Got> {
  golden.param("padIdx");
  const isConvolution = golden.param("root") === "Conv1dRoot";
  const masking =
    golden.param("corruption") === "mask" ? { corruption: new MaskCorruptionProcess({ maskIndex: tokenizer.maskIndex }) } : {};
  const options = golden.options([
    "embedDim",
    "channelDim",
    "numBlocks",
    "kernelSize",
    "dilation",
    "layernorm",
    "numHeads",
    "isCausal",
    "posEncoding",
  ]);
  const kind = isConvolution ? Conv1dRoot : TransformerRoot;
  const root = new kind(golden.param<number>("outDim") ?? 0, {
    tokenizer,
    rng,
    maxLen: golden.param<number>("maxLen") ?? 8,
    ...options,
    ...masking,
  });
  loadWeights(golden, root, isConvolution ? shifted : keep);
  const corruptFrac = golden.param<number>("corruptFrac") ?? 0;
  const seqs = golden.param<string[]>("seqs");
  const from = golden.param<string>("from");
  const outputs =
    from === "srcTokEmbs"
      ? root.forward({ srcTokEmbs: golden.input("srcTokEmbs"), paddingMask: golden.input("paddingMask") })
      : root.forward({ ...(seqs === undefined ? { tgtTokIdxs: golden.input("tgtTokIdxs") } : { seqs }), corruptFrac });
  return { ...outputs };
}

export function trunk(golden: CaseReader): Record<string, Got> {
  const inDims = golden.param<number[]>("inDims") ?? [];
  const joined = new SumTrunk(inDims, golden.param<number>("outDim") ?? 0, { rng, ...golden.options(["projectFeatures"]) });
  loadWeights(golden, joined);
  const { trunkFeatures, paddingMask } = joined.forward(
    inDims.map((_, i) => ({ features: golden.input(`f${i}`), paddingMask: golden.input(`m${i}`) })),
  );
  return { trunkFeatures, paddingMask: paddingMask ?? NaN };
}

interface NodeParams {
  readonly type: string;
  readonly outDim: number;
  readonly inDim: number;
}

export function tree(golden: CaseReader): Record<string, Got> {
  golden.param("padIdx");
  const { type: _, outDim: rootDim, ...rootOptions } = golden.param<NodeParams>("root") as NodeParams;
  const { outDim } = golden.param<{ inDims: number[]; outDim: number }>("trunk") ?? { outDim: 0 };
  const branchParams = Object.entries(golden.param<Record<string, NodeParams>>("branches") ?? {});
  const leafTexts = Object.entries(golden.param<Record<string, string>>("leaves") ?? {});
  const grown = new NeuralTree(
    {
      roots: { seq: conv1dRoot(rootDim, { tokenizer, maxLen: golden.param<number>("maxLen") ?? 8, ...withoutInDim(rootOptions) }) },
      trunks: { trunk: sumTrunk(["seq"], { outDim }) },
      branches: Object.fromEntries(
        branchParams.map(([key, { type, outDim: to, ...options }]) => [
          key,
          (type === "Conv1dBranch" ? conv1dBranch : transformerBranch)("trunk", to, withoutInDim(options)),
        ]),
      ),
      leaves: Object.fromEntries(leafTexts.map(([key, text]) => [key, leafPlan(text)])),
    },
    { rng },
  );
  loadWeights(golden, grown, (name) => (name.includes("lm_0") ? name : shifted(name)));
  const seqs = golden.param<string[]>("seqs") ?? [];
  const leafKeys = golden.param<string[]>("leafKeys");
  if (golden.has("targets")) return leafGradients(golden, grown, { seqs, key: leafKeys?.[0] ?? "" });
  const fromTrunk =
    golden.param("from") === "trunk"
      ? { trunkOutputs: { trunk: { trunkFeatures: golden.input("trunkFeatures"), paddingMask: golden.input("paddingMask") } } }
      : {};
  const outputs = grown.forward("trunkOutputs" in fromTrunk ? {} : { seq: { seqs } }, {
    ...fromTrunk,
    ...(leafKeys === undefined ? {} : { leafKeys }),
  });
  const got: Record<string, Got> = {};
  for (const [key, { pooledFeatures }] of Object.entries(outputs.branches)) got[`branch.${key}.pooled`] = pooledFeatures;
  for (const [key, leaf] of Object.entries(outputs.leaves))
    for (const [name, value] of Object.entries(leaf)) got[`leaf.${key}.${name}`] = value;
  const { trunkFeatures, paddingMask } = outputs.trunks["trunk"] ?? {};
  if (trunkFeatures !== undefined && paddingMask !== undefined)
    Object.assign(got, { "trunk.features": trunkFeatures, "trunk.mask": paddingMask });
  if ("cls_0" in outputs.leaves && "cls_1" in outputs.leaves) got["fetch.cls.logits"] = fetchTaskOutputs(outputs, "cls")["logits"] ?? NaN;
  return got;
}

function withoutInDim<O extends object>(options: O): Omit<O, "inDim"> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => name !== "inDim")) as Omit<O, "inDim">; // that is what the filter does
}

/** `ClassifierLeaf(3,3,prop_0)` and its kind as plans. */
function leafPlan(text: string): ReturnType<typeof classifierLeaf> {
  const [, kind = "", width = "", branch = ""] = /^(\w+)\(\d+,(\d+),(\w+)\)$/.exec(text) ?? [];
  if (kind === "RegressorLeaf") return regressorLeaf(branch, Number(width));
  return (kind === "DenoisingLanguageModelLeaf" ? denoisingLeaf : classifierLeaf)(branch, Number(width));
}

function leafGradients(
  golden: CaseReader,
  grown: NeuralTree,
  { seqs, key }: { readonly seqs: readonly string[]; readonly key: string },
): Record<string, Got> {
  const targets: Tensor = reshape(golden.input("targets"), [-1]);
  const { loss, gradients } = lossAndGradients(grown, () => {
    const outputs = grown.forward({ seq: { seqs } }, { leafKeys: [key] });
    return grown.leaf(key).loss(outputs.leaves[key] ?? {}, outputs.roots["seq"], targets);
  });
  return {
    loss,
    ...Object.fromEntries([...gradients].map(([name, gradient]) => [`grad.${theirName(name)}`, theirLayout(name, gradient)])),
  };
}
