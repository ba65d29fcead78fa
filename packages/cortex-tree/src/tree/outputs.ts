import type { Tensor } from "@tensorflow/tfjs-core";

/** What a root makes of its input. Masks are float32, 1 for a token and 0 for padding. */
export type RootOutputs = {
  /** `[batch, length, dim]`, or `[batch, dim]` where there are no positions. */
  readonly rootFeatures: Tensor;
  /** `[batch, length]` */
  readonly paddingMask?: Tensor;
  /** `[batch]`: the share of each sample that was corrupted. */
  readonly corruptFrac?: Tensor;
  /** int32 `[batch, length]`: the tokens that were encoded, after the corruption. */
  readonly srcTokIdxs?: Tensor;
  /** int32 `[batch, length]`: the tokens as they came in. */
  readonly tgtTokIdxs?: Tensor;
  /** `[batch, length, embedDim]`, before the positions are added. */
  readonly srcTokEmbs?: Tensor;
  /** `[batch, length]`, 1 where a token was corrupted. */
  readonly isCorrupted?: Tensor;
};

/** The features of the roots, joined. */
export type TrunkOutputs = {
  readonly trunkFeatures: Tensor;
  readonly paddingMask?: Tensor;
};

/** What the tasks of a branch see. */
export type BranchOutputs = {
  /** `[batch, length, dim]`, or `[batch, dim]` where there are no positions. */
  readonly branchFeatures: Tensor;
  readonly branchMask?: Tensor;
  /** `[batch, dim]` */
  readonly pooledFeatures: Tensor;
};

/** Named tensors that answer a task, the batch on their first axis unless the leaf says otherwise. */
export type LeafOutputs = { readonly [name: string]: Tensor };

/** Everything that one forward computed, by key; owned by the caller, who frees it with `dispose(outputs)`. */
export type TreeOutputs = {
  readonly roots: { readonly [key: string]: RootOutputs };
  readonly trunks: { readonly [key: string]: TrunkOutputs };
  readonly branches: { readonly [key: string]: BranchOutputs };
  readonly leaves: { readonly [key: string]: LeafOutputs };
};
