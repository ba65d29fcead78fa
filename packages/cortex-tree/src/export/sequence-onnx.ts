import { tensor, tidy } from "@tensorflow/tfjs-core";
import { unsupported } from "@surenet/tensor-backend";
import { type OnnxWriter, type Parameter, ReLU, SiLU } from "@surenet/nn";
import { Conv1dResidBlock } from "../blocks/conv1d-resid-block.ts";
import type { MaskLayerNorm1d } from "../blocks/mask-layer-norm-1d.ts";
import { MeanPooling } from "../blocks/mean-pooling.ts";
import { sinePositions } from "../blocks/sine-pos-encoder.ts";
import type { Conv1dBranch } from "../branches/conv1d-branch.ts";
import type { Conv1dRoot } from "../roots/conv1d-root.ts";

/** Names of the values that a node of a tree gives. */
export interface WrittenNode {
  /** `[batch, dim]`, or `[batch, length, dim]` */
  readonly features: string;
  /** `[batch, length, 1]`, of sequences: 1 for a token and 0 for padding. */
  readonly mask?: string;
  /** Of a branch over positions: `[batch, dim]`. */
  readonly pooled?: string;
}

/** Tokens `[batch, maxLen]`, int64, to features: embeddings, positions, and blocks of convolutions; nothing is corrupted. */
export async function conv1dRootToOnnx(root: Conv1dRoot, writer: OnnxWriter, path: string, tokens: string): Promise<WrittenNode> {
  const { embedDim, maxLen, tokenizer, posEncoding, encoder } = root;
  const { graph } = writer;
  const count = tokenizer.tokens.length;
  const rows = tidy(() => root.embed(tensor(Int32Array.from({ length: count }, (_, i) => i), [count], "int32")).dataSync()); // prettier-ignore
  const table = graph.constant(`${path}.embedding`, Float32Array.from(rows), [count, embedDim]);
  const embedded = graph.add("Gather", [table, tokens], { axis: 0 });
  const positions = (): string => graph.constant(`${path}.positions`, sinePositions(maxLen, embedDim), [maxLen, embedDim]);
  let features = posEncoding ? graph.add("Add", [embedded, positions()]) : embedded;
  writer.setShape(features, [1, maxLen, embedDim]);
  const isToken = graph.add("Not", [graph.add("Equal", [tokens, graph.integers([tokenizer.paddingIndex])])]);
  const mask = graph.add("Unsqueeze", [graph.add("Cast", [isToken], { to: 1 }), graph.integers([-1])]);
  for (const [i, block] of encoder.entries()) features = await residualBlock(block, writer, `${path}.encoder.${i}`, { features, mask });
  return { features, mask };
}

/** Blocks of convolutions, and the mean over the tokens. */
export async function conv1dBranchToOnnx(
  { proj, encoder, pooling, poolingType, outDim }: Conv1dBranch,
  writer: OnnxWriter,
  path: string,
  { features: x, mask }: WrittenNode,
): Promise<WrittenNode> {
  if (!(pooling instanceof MeanPooling))
    throw unsupported({ where: "exportTreeOnnx", problem: `${path} pools by ${poolingType}, which has no converter`, expected: "mean" });
  const { graph } = writer;
  let features = proj === undefined ? x : await writer.convert(proj, `${path}.proj`, x);
  for (const [i, block] of encoder.entries()) {
    if (!(block instanceof Conv1dResidBlock)) throw new TypeError(`${path} is made of ${block.constructor.name}`); // Conv1dBranch makes no other
    features = await residualBlock(block, writer, `${path}.encoder.${i}`, { features, ...(mask === undefined ? {} : { mask }) });
  }
  const sum = (value: string): string => graph.add("ReduceSum", [value, graph.integers([1])], { keepdims: 0 });
  const pooled =
    mask === undefined
      ? graph.add("ReduceMean", [features], { axes: [1], keepdims: 0 })
      : graph.add("Div", [sum(graph.add("Mul", [features, mask])), sum(mask)]);
  writer.setShape(pooled, [1, outDim]);
  return { features, pooled, ...(mask === undefined ? {} : { mask }) };
}

async function residualBlock(
  { norm1, conv1, norm2, conv2, proj, act }: Conv1dResidBlock,
  writer: OnnxWriter,
  path: string,
  { features: x, mask }: WrittenNode,
): Promise<string> {
  const { graph } = writer;
  const like = (value: string, model: string): string => (writer.setShape(value, writer.shapeOf(model)), value);
  const half = async (value: string, which: 1 | 2): Promise<string> => {
    const [norm, conv] = which === 1 ? [norm1, conv1] : [norm2, conv2];
    const normed = norm === undefined ? value : like(await channelNorm(norm, writer, `${path}.norm${which}`, value), value);
    const activated = await writer.convert(act === "swish" ? new SiLU() : new ReLU(), `${path}.act${which}`, normed);
    const convolved = await writer.convert(conv, `${path}.conv${which}`, activated);
    return mask === undefined ? convolved : like(graph.add("Mul", [convolved, mask]), convolved);
  };
  const twice = await half(await half(x, 1), 2);
  const residual = proj === undefined ? x : await writer.convert(proj, `${path}.proj`, x);
  return like(graph.add("Add", [residual, twice]), twice);
}

/** `(x − μ) / √max(σ², ε) · weight + bias` */
async function channelNorm({ weight, bias, eps }: MaskLayerNorm1d, { graph }: OnnxWriter, path: string, x: string): Promise<string> {
  const constant = async (name: string, { value, shape }: Parameter): Promise<string> =>
    graph.constant(`${path}.${name}`, Float32Array.from(await value.data()), shape);
  const mean = (value: string): string => graph.add("ReduceMean", [value], { axes: [-1], keepdims: 1 });
  const centred = graph.add("Sub", [x, mean(x)]);
  const variance = mean(graph.add("Mul", [centred, centred]));
  const deviation = graph.add("Sqrt", [graph.add("Max", [variance, graph.constant(`${path}.eps`, Float32Array.of(eps), [])])]);
  const scaled = graph.add("Mul", [graph.add("Div", [centred, deviation]), await constant("weight", weight)]);
  return graph.add("Add", [scaled, await constant("bias", bias)]);
}
