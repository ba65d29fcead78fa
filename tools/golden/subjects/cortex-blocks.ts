import { type Tensor, reshape, transpose } from "@tensorflow/tfjs-core";
import { BidirectionalSelfAttention, CausalSelfAttention, Conv1dResidBlock, encodePositions, MaskLayerNorm1d, meanPooling, Mlp, PoolingSelfAttention, TransformerBlock, WeightedMeanPooling } from "@surenet/cortex-tree"; // prettier-ignore
import { silu } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { loadWeights } from "./cortex-weights.ts";

const swapped = (x: Tensor): Tensor => transpose(x, [0, 2, 1]);
const rng = createRng(0);

export function blocks(golden: CaseReader): Record<string, Got> {
  const [x, mask] = [golden.input("x"), golden.input("mask")];
  const [from, to] = [golden.param<number>("inChannels") ?? 0, golden.param<number>("outChannels") ?? 0];
  if (golden.param("block") === "Conv1dResidBlock") {
    const block = new Conv1dResidBlock(from, to, { rng, ...golden.options(["kernelSize", "layernorm", "act", "dilation"]) });
    loadWeights(golden, block);
    return { out: swapped(block.forward(swapped(x), mask)) };
  }
  const block = new TransformerBlock(from, to, { rng, ...golden.options(["numHeads", "bias", "isCausal"]) });
  loadWeights(golden, block);
  return { out: block.forward(x, mask) };
}

const attentions = { BidirectionalSelfAttention, CausalSelfAttention, PoolingSelfAttention } as const;

export function elemental(golden: CaseReader): Record<string, Got> {
  const name = golden.param<string>("module") ?? "";
  const x = golden.input("x");
  switch (name) {
    case "MeanPooling":
      return { out: meanPooling(x, golden.input("mask")) };
    case "WeightedMeanPooling": {
      const pooling = new WeightedMeanPooling(golden.param<number>("inDim") ?? 0, { rng });
      loadWeights(golden, pooling);
      return { out: pooling.forward(x, golden.input("mask")) };
    }
    case "MaskLayerNorm1d": {
      golden.input("mask");
      const norm = new MaskLayerNorm1d(golden.param<number>("channels") ?? 0, golden.options(["eps"]));
      norm.loadStateDict({ weight: reshape(golden.input("w.weight"), [-1]), bias: reshape(golden.input("w.bias"), [-1]) });
      return { out: swapped(norm.forward(swapped(x))) };
    }
    case "SinePosEncoder": {
      golden.options(["embedDim", "maxLen"]);
      const first = golden.param("batchFirst") === true; // the other layout is the same numbers with the axes swapped
      return { out: first ? encodePositions(x) : transpose(encodePositions(transpose(x, [1, 0, 2])), [1, 0, 2]) };
    }
    case "MLP": {
      const mlp = new Mlp(golden.param<number>("inChannels") ?? 0, { rng, ...golden.options(["outChannels", "bias"]) });
      loadWeights(golden, mlp, (weight) => weight.replace(/^0\./, "widen.").replace(/^2\./, "narrow."));
      return { out: mlp.forward(x) };
    }
    case "swish":
      return { out: silu(x) };
    default: {
      const attention = new attentions[name as keyof typeof attentions](golden.param<number>("embedDim") ?? 0, { rng, numHeads: 1, ...golden.options(["numHeads", "bias"]) }); // prettier-ignore
      loadWeights(golden, attention);
      return { out: attention.forward(x, golden.input("mask")) };
    }
  }
}
