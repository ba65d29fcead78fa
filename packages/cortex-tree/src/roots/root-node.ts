import { Tensor, tidy } from "@tensorflow/tfjs-core";
import { Module } from "@surenet/nn";
import type { RootOutputs } from "../tree/outputs.ts";

/** What may come in at a root of sequences; one of `seqs`, `tgtTokIdxs` and `srcTokEmbs`. */
export interface SequenceInputs {
  readonly seqs?: readonly string[];
  /** int32 `[batch, length]` */
  readonly tgtTokIdxs?: Tensor;
  /** `[batch, length, embedDim]`: embeddings instead of tokens, as a guided search moves them. */
  readonly srcTokEmbs?: Tensor;
  /** For embeddings; all tokens when omitted. Of tokens the root finds it. */
  readonly paddingMask?: Tensor;
  /** For all samples or `[batch]`; 0 when omitted, `"sample"` draws one for every sample. */
  readonly corruptFrac?: number | Tensor | "sample";
  /** `[batch, length]`, 1 where corruption may touch a token; by default what the tokenizer calls corruptible. */
  readonly corruptionAllowed?: Tensor;
}

export type RootInputs = Tensor | SequenceInputs;

/**
 * Where an input enters a tree. A root of your own implements `outputs`, and says how wide its features are.
 *
 * On a tensor a root is a plain module: its features.
 */
export abstract class RootNode extends Module {
  /** The width of the features, their last axis. */
  abstract readonly outDim: number;

  /** Runs in a tidy. Whatever is handed on unchanged is cloned, since outputs belong to the caller. */
  protected abstract outputs(inputs: RootInputs): RootOutputs;

  forward(x: Tensor): Tensor;
  forward(inputs: SequenceInputs): RootOutputs;
  forward(inputs: RootInputs): Tensor | RootOutputs;
  forward(inputs: RootInputs): Tensor | RootOutputs {
    return inputs instanceof Tensor ? tidy(() => this.outputs(inputs).rootFeatures) : this.encode(inputs);
  }

  /** All outputs, also of a tensor. */
  encode(inputs: RootInputs): RootOutputs {
    return tidy(() => this.outputs(inputs));
  }
}
