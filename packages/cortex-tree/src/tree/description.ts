import type { Rng } from "@surenet/tensor-backend";
import type { BranchNode } from "../branches/branch-node.ts";
import type { Leaf } from "../leaves/leaf.ts";
import type { RootNode } from "../roots/root-node.ts";
import type { TrunkNode } from "../trunks/trunk-node.ts";

/** A root that is still to be made: nothing is allocated before the whole description has been checked. */
export interface RootPlan {
  readonly outDim: number;
  make(rng: Rng): RootNode;
}

/** What a node promises to do with the widths that come in; `expected` when one of them does not fit. */
export type Fit = { readonly outDim: number } | { readonly input: number; readonly expected: number };

/** A trunk that reads roots, or other trunks. */
export interface TrunkPlan<From extends string = string> {
  readonly from: readonly From[];
  fit(inDims: readonly number[]): Fit;
  make(inDims: readonly number[], rng: Rng): TrunkNode;
}

/** A branch that reads a trunk, or another branch. */
export interface BranchPlan<From extends string = string> {
  readonly from: From;
  fit(inDim: number): Fit;
  make(inDim: number, rng: Rng): BranchNode;
}

/** A leaf that reads a branch. */
export interface LeafPlan<From extends string = string> {
  readonly from: From;
  /** The width that it insists on; any when omitted. */
  readonly inDim?: number;
  /** The root whose outputs its loss sees; by default the first that feeds it. */
  readonly rootKey?: string;
  make(inDim: number, rng: Rng): Leaf;
}

/**
 * A tree as data: what enters, what joins, what specialises, what answers. Roots, trunks and branches share one set of names, since they may read each other; the
 * names of leaves are those of tasks, and are their own.
 */
export interface TreeDescription<
  R extends string = string,
  T extends string = string,
  B extends string = string,
  L extends string = string,
> {
  readonly roots: Readonly<Record<R, RootPlan>>;
  readonly trunks: Readonly<Record<T, TrunkPlan<NoInfer<R | T>>>>;
  readonly branches: Readonly<Record<B, BranchPlan<NoInfer<T | B>>>>;
  readonly leaves: Readonly<Record<L, LeafPlan<NoInfer<B>>>>;
}

/** What is added to a tree; all of it may read what is there. */
export interface TaskDescription<T extends string = string, B extends string = string, L extends string = string> {
  readonly trunks?: Readonly<Record<T, TrunkPlan>>;
  readonly branches?: Readonly<Record<B, BranchPlan>>;
  readonly leaves: Readonly<Record<L, LeafPlan>>;
}
