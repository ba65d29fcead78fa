import { Tensor, any, cast, clone, concat, gather, maximum, mul, notEqual, ones, rsqrt, slice, square, sum, tensor, zeros } from "@tensorflow/tfjs-core"; // prettier-ignore
import { type Rng, invalidOption, invalidValue, shapeMismatch } from "@surenet/tensor-backend";
import { Dropout, Embedding, type JsonObject, positiveInteger } from "@surenet/nn";
import { encodePositions } from "../blocks/sine-pos-encoder.ts";
import type { CorruptionProcess } from "../corruption/corruption-process.ts";
import { GaussianCorruptionProcess } from "../corruption/gaussian-corruption.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";
import type { RootOutputs } from "../tree/outputs.ts";
import { type RootInputs, RootNode, type SequenceInputs } from "./root-node.ts";

export interface SequenceRootOptions {
  readonly tokenizer: Tokenizer;
  /** Positions of every batch: shorter texts are padded, longer ones cut before their last token. */
  readonly maxLen: number;
  readonly rng: Rng;
  readonly embedDim?: number;
  readonly channelDim?: number;
  readonly numBlocks?: number;
  readonly posEncoding?: boolean;
  /** The share of the embeddings with their positions that is dropped in training. */
  readonly dropout?: number;
  readonly corruption?: CorruptionProcess;
}

export const SEQUENCE_ROOT_OPTIONS: readonly string[] = [
  "tokenizer",
  "maxLen",
  "rng",
  "embedDim",
  "channelDim",
  "numBlocks",
  "posEncoding",
  "dropout",
  "corruption",
];

const SHORTEST = 1e-6; // an embedding is divided by at least this length: the padding row is zero

/**
 * Tokens to features: embeddings of length √dim, positions, and the blocks of a subclass.
 *
 * Corruption draws from the stream of the root, which checkpoints hold. Masking and substitution damage tokens, Gaussian noise their embeddings.
 */
export abstract class SequenceRoot extends RootNode {
  readonly outDim: number;
  readonly tokenizer: Tokenizer;
  readonly maxLen: number;
  readonly embedDim: number;
  readonly channelDim: number;
  readonly numBlocks: number;
  readonly posEncoding: boolean;
  readonly corruption: CorruptionProcess | undefined;
  readonly rng: Rng;
  readonly embedding: Embedding;
  readonly drop: Dropout;

  constructor(where: string, outDim: number, options: SequenceRootOptions) {
    super();
    const { tokenizer, maxLen, rng, embedDim = 64, channelDim = 64, numBlocks = 2, posEncoding = true, dropout = 0, corruption } = options;
    this.outDim = positiveInteger(where, "outDim", outDim);
    this.tokenizer = tokenizer;
    this.maxLen = positiveInteger(where, "maxLen", maxLen);
    this.embedDim = positiveInteger(where, "embedDim", embedDim);
    this.channelDim = positiveInteger(where, "channelDim", channelDim);
    this.numBlocks = positiveInteger(where, "numBlocks", numBlocks);
    this.posEncoding = posEncoding;
    this.corruption = corruption;
    this.rng = rng.fork("corruption");
    this.embedding = new Embedding(tokenizer.tokens.length, embedDim, { rng, paddingIndex: tokenizer.paddingIndex });
    this.drop = new Dropout(dropout, { rng: rng.fork("dropout") });
  }

  override config(): JsonObject {
    const { outDim, tokenizer, maxLen, embedDim, channelDim, numBlocks, posEncoding, drop, corruption } = this;
    return {
      outDim,
      tokenizer: tokenizer.toJSON(),
      maxLen,
      embedDim,
      channelDim,
      numBlocks,
      posEncoding,
      dropout: drop.rate,
      corruption: corruption?.toJSON() ?? null,
    };
  }

  /** Features of embeddings to which the positions are added. Runs in a tidy. */
  protected abstract process(features: Tensor, mask: Tensor): Tensor;

  /** Embeddings of the tokens, each of length √embedDim: `[.., embedDim]`, owned by the caller. */
  embed(tokens: Tensor): Tensor {
    const rows = this.embedding.rows();
    const inverse = rsqrt(maximum(sum(square(rows), 1, true), SHORTEST ** 2)); // the gradient of a norm is not defined at zero
    return gather(mul(rows, mul(inverse, Math.sqrt(this.embedDim))), tokens);
  }

  protected outputs(inputs: RootInputs): RootOutputs {
    if (!(inputs instanceof Tensor)) return this.#encoded(inputs);
    return this.#encoded(inputs.dtype === "int32" ? { tgtTokIdxs: inputs } : { srcTokEmbs: inputs });
  }

  #encoded(inputs: SequenceInputs): RootOutputs {
    const { srcTokEmbs } = inputs;
    if (srcTokEmbs !== undefined) return this.#fromEmbeddings(srcTokEmbs, inputs);
    const tokens = this.#tokens(inputs);
    const [batch = 0] = tokens.shape;
    const { corruption } = this;
    const frac = this.#share(inputs, batch);
    const none = { isCorrupted: zeros(tokens.shape), corruptFrac: frac };
    if (corruption === undefined || frac.dataSync().every((share) => share === 0))
      return this.#finished({ tokens, source: tokens, embeddings: this.embed(tokens), ...none });
    const options = {
      rng: this.rng,
      corruptFrac: frac,
      corruptionAllowed: inputs.corruptionAllowed ?? corruptibleMask(this.tokenizer, tokens),
    };
    if (corruption instanceof GaussianCorruptionProcess) {
      const { corrupted, isCorrupted } = corruption.corrupt(this.embed(tokens), options);
      const anywhere = cast(any(cast(isCorrupted, "bool"), -1), "float32");
      return this.#finished({ tokens, source: tokens, embeddings: corrupted, isCorrupted: anywhere, corruptFrac: frac });
    }
    const { corrupted, isCorrupted } = corruption.corrupt(tokens, options);
    return this.#finished({ tokens, source: corrupted, embeddings: this.embed(corrupted), isCorrupted, corruptFrac: frac });
  }

  #finished({
    tokens,
    source,
    embeddings,
    isCorrupted,
    corruptFrac,
  }: {
    readonly tokens: Tensor;
    readonly source: Tensor;
    readonly embeddings: Tensor;
    readonly isCorrupted: Tensor;
    readonly corruptFrac: Tensor;
  }): RootOutputs {
    // prettier-ignore
    const paddingMask = cast(notEqual(source, this.tokenizer.paddingIndex), "float32");
    const rootFeatures = this.process(this.#placed(embeddings), paddingMask);
    return { rootFeatures, paddingMask, corruptFrac: clone(corruptFrac), srcTokIdxs: clone(source), tgtTokIdxs: clone(tokens), srcTokEmbs: clone(embeddings), isCorrupted }; // prettier-ignore
  }

  #fromEmbeddings(embeddings: Tensor, { paddingMask, seqs, tgtTokIdxs }: SequenceInputs): RootOutputs {
    const where = "SequenceRoot";
    if (seqs !== undefined || tgtTokIdxs !== undefined)
      throw invalidOption({ where, option: "srcTokEmbs", got: embeddings, expected: "embeddings, tokens or texts, and only one of them" });
    const [batch = 0, length = 0, size] = embeddings.shape;
    if (embeddings.rank !== 3 || size !== this.embedDim)
      throw shapeMismatch({
        where,
        problem: "the embeddings do not fit",
        expected: `[batch, length, ${this.embedDim}]`,
        got: embeddings.shape,
      });
    const mask = paddingMask ?? ones([batch, length]);
    const features = this.process(this.#placed(embeddings), mask);
    return { rootFeatures: features, paddingMask: clone(mask), srcTokEmbs: clone(embeddings) };
  }

  #placed(embeddings: Tensor): Tensor {
    return this.drop.forward(this.posEncoding ? encodePositions(embeddings) : embeddings);
  }

  #tokens({ seqs, tgtTokIdxs }: SequenceInputs): Tensor {
    const where = "SequenceRoot";
    if (seqs !== undefined && tgtTokIdxs !== undefined)
      throw invalidOption({ where, option: "tgtTokIdxs", got: tgtTokIdxs, expected: "tokens or texts, not both" });
    if (seqs !== undefined) return this.tokenizer.encode(seqs, { maxLen: this.maxLen });
    if (tgtTokIdxs === undefined) throw invalidValue({ where, problem: "there is no input", expected: "seqs, tgtTokIdxs or srcTokEmbs" });
    if (tgtTokIdxs.rank !== 2 || tgtTokIdxs.dtype !== "int32")
      throw shapeMismatch({
        where,
        problem: "the tokens do not fit",
        expected: "int32 [batch, length]",
        got: `${tgtTokIdxs.dtype} [${tgtTokIdxs.shape.join(", ")}]`,
      });
    const [batch = 0, length = 0] = tgtTokIdxs.shape;
    if (length <= this.maxLen) return tgtTokIdxs;
    return concat([slice(tgtTokIdxs, [0, 0], [batch, this.maxLen - 1]), slice(tgtTokIdxs, [0, length - 1], [batch, 1])], 1);
  }

  #share({ corruptFrac = 0 }: SequenceInputs, batch: number): Tensor {
    if (corruptFrac instanceof Tensor) return corruptFrac;
    if (corruptFrac !== "sample") return tensor(new Float32Array(batch).fill(corruptFrac), [batch]);
    return this.corruption === undefined ? zeros([batch]) : tensor(this.corruption.sampleCorruptFrac(batch, this.rng), [batch]);
  }
}

/** 1 where the tokenizer lets corruption touch a token, float32 of the tokens' shape. */
export function corruptibleMask(tokenizer: Tokenizer, tokens: Tensor): Tensor {
  const table = tensor(tokenizer.tokens.map((_, i) => (tokenizer.isCorruptible(i) ? 1 : 0)));
  return gather(table, tokens);
}
