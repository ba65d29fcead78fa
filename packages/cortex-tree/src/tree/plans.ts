import type { Rng } from "@surenet/tensor-backend";
import type { BranchNode } from "../branches/branch-node.ts";
import { Conv1dBranch, type Conv1dBranchOptions } from "../branches/conv1d-branch.ts";
import { MlpBranch, type MlpBranchOptions } from "../branches/mlp-branch.ts";
import { TransformerBranch, type TransformerBranchOptions } from "../branches/transformer-branch.ts";
import { ClassifierLeaf, type ClassifierLeafOptions } from "../leaves/classifier-leaf.ts";
import { AutoregressiveLanguageModelLeaf, DenoisingLanguageModelLeaf } from "../leaves/language-model-leaf.ts";
import type { Leaf } from "../leaves/leaf.ts";
import { PointRegressorLeaf, type PointRegressorLeafOptions } from "../leaves/point-regressor-leaf.ts";
import { RegressorLeaf, type RegressorLeafOptions } from "../leaves/regressor-leaf.ts";
import { SequenceRegressorLeaf } from "../leaves/sequence-regressor-leaf.ts";
import { Conv1dRoot, type Conv1dRootOptions } from "../roots/conv1d-root.ts";
import { ImageRoot, type ImageRootOptions } from "../roots/image-root.ts";
import type { RootNode } from "../roots/root-node.ts";
import { TransformerRoot, type TransformerRootOptions } from "../roots/transformer-root.ts";
import { VectorRoot } from "../roots/vector-root.ts";
import { ConcatTrunk } from "../trunks/concat-trunk.ts";
import { ProjectionTrunk, type ProjectionTrunkOptions } from "../trunks/projection-trunk.ts";
import { SumTrunk } from "../trunks/sum-trunk.ts";
import type { TrunkNode } from "../trunks/trunk-node.ts";
import type { BranchPlan, Fit, LeafPlan, RootPlan, TrunkPlan } from "./description.ts";

type Planned<O> = Omit<O, "rng">;

/** A {@link VectorRoot} of this many numbers. */
export function vectorRoot(size: number): RootPlan {
  return { outDim: size, make: () => new VectorRoot(size) };
}

export function imageRoot(outDim: number, options: Planned<ImageRootOptions>): RootPlan {
  return { outDim, make: (rng) => new ImageRoot(outDim, { ...options, rng }) };
}

export function conv1dRoot(outDim: number, options: Planned<Conv1dRootOptions>): RootPlan {
  return { outDim, make: (rng) => new Conv1dRoot(outDim, { ...options, rng }) };
}

export function transformerRoot(outDim: number, options: Planned<TransformerRootOptions>): RootPlan {
  return { outDim, make: (rng) => new TransformerRoot(outDim, { ...options, rng }) };
}

/** A root of your own. */
export function ownRoot(outDim: number, make: (rng: Rng) => RootNode): RootPlan {
  return { outDim, make };
}

/** A {@link SumTrunk}, as wide as its first input unless told otherwise. */
export function sumTrunk<const From extends string>(
  from: readonly From[],
  { outDim, projectFeatures = false }: { readonly outDim?: number; readonly projectFeatures?: boolean } = {},
): TrunkPlan<From> {
  // prettier-ignore
  const width = (inDims: readonly number[]): number => outDim ?? inDims[0] ?? NaN;
  return {
    from,
    fit: (inDims) => {
      const input = projectFeatures ? -1 : inDims.findIndex((inDim) => inDim !== width(inDims));
      return input < 0 ? { outDim: width(inDims) } : { input, expected: width(inDims) };
    },
    make: (inDims, rng) => new SumTrunk(inDims, width(inDims), { projectFeatures, rng }),
  };
}

export function concatTrunk<const From extends string>(from: readonly From[]): TrunkPlan<From> {
  return { from, fit: (inDims) => ({ outDim: inDims.reduce((sum, inDim) => sum + inDim, 0) }), make: (inDims) => new ConcatTrunk(inDims) };
}

export function projectionTrunk<const From extends string>(
  from: readonly From[],
  outDim: number,
  options: Planned<ProjectionTrunkOptions> = {},
): TrunkPlan<From> {
  // prettier-ignore
  return { from, fit: () => ({ outDim }), make: (inDims, rng) => new ProjectionTrunk(inDims, outDim, { ...options, rng }) };
}

/** A trunk of your own, of one input of width `inDim`: from any family. */
export function ownTrunk<const From extends string>(
  from: From,
  { inDim, outDim, make }: { readonly inDim: number; readonly outDim: number; readonly make: (rng: Rng) => TrunkNode },
): TrunkPlan<From> {
  // prettier-ignore
  return { from: [from], fit: ([given = NaN]) => exactly(inDim, given, outDim), make: (_, rng) => make(rng) };
}

export function conv1dBranch<const From extends string>(
  from: From,
  outDim: number,
  options: Planned<Conv1dBranchOptions> = {},
): BranchPlan<From> {
  // prettier-ignore
  return { from, fit: () => ({ outDim }), make: (inDim, rng) => new Conv1dBranch(inDim, outDim, { ...options, rng }) };
}

export function transformerBranch<const From extends string>(
  from: From,
  outDim: number,
  options: Planned<TransformerBranchOptions> = {},
): BranchPlan<From> {
  // prettier-ignore
  return { from, fit: () => ({ outDim }), make: (inDim, rng) => new TransformerBranch(inDim, outDim, { ...options, rng }) };
}

/** An {@link MlpBranch}; without layers (the default) it hands the features on, and keeps their width. */
export function mlpBranch<const From extends string>(
  from: From,
  { outDim, ...options }: Planned<MlpBranchOptions> & { readonly outDim?: number } = {},
): BranchPlan<From> {
  // prettier-ignore
  const keeps = (options.numLayers ?? 0) === 0;
  return {
    from,
    fit: (inDim) => (keeps && outDim !== undefined && outDim !== inDim ? { input: 0, expected: outDim } : { outDim: outDim ?? inDim }),
    make: (inDim, rng) => new MlpBranch(inDim, outDim ?? inDim, { ...options, rng }),
  };
}

/** A branch of your own, which takes features of width `inDim`. */
export function ownBranch<const From extends string>(
  from: From,
  { inDim, outDim, make }: { readonly inDim: number; readonly outDim: number; readonly make: (rng: Rng) => BranchNode },
): BranchPlan<From> {
  // prettier-ignore
  return { from, fit: (given) => exactly(inDim, given, outDim), make: (_, rng) => make(rng) };
}

type LeafOptions<O> = Omit<O, "rng" | "branchKey"> & { readonly inDim?: number };

export function classifierLeaf<const From extends string>(
  from: From,
  numClasses: number,
  options: LeafOptions<ClassifierLeafOptions> = {},
): LeafPlan<From> {
  // prettier-ignore
  return leafPlan(from, options, (inDim, rest, rng) => new ClassifierLeaf(inDim, numClasses, { ...rest, branchKey: from, rng }));
}

export function regressorLeaf<const From extends string>(
  from: From,
  outDim: number,
  options: LeafOptions<RegressorLeafOptions> = {},
): LeafPlan<From> {
  // prettier-ignore
  return leafPlan(from, options, (inDim, rest, rng) => new RegressorLeaf(inDim, outDim, { ...rest, branchKey: from, rng }));
}

export function pointRegressorLeaf<const From extends string>(
  from: From,
  outDim: number,
  options: LeafOptions<PointRegressorLeafOptions> = {},
): LeafPlan<From> {
  // prettier-ignore
  return leafPlan(from, options, (inDim, rest, rng) => new PointRegressorLeaf(inDim, outDim, { ...rest, rng }));
}

export function sequenceRegressorLeaf<const From extends string>(
  from: From,
  outDim: number,
  options: LeafOptions<RegressorLeafOptions> = {},
): LeafPlan<From> {
  // prettier-ignore
  return leafPlan(from, options, (inDim, rest, rng) => new SequenceRegressorLeaf(inDim, outDim, { ...rest, branchKey: from, rng }));
}

export function denoisingLeaf<const From extends string>(
  from: From,
  vocabSize: number,
  options: LeafOptions<ClassifierLeafOptions> = {},
): LeafPlan<From> {
  // prettier-ignore
  return leafPlan(from, options, (inDim, rest, rng) => new DenoisingLanguageModelLeaf(inDim, vocabSize, { ...rest, branchKey: from, rng }));
}

export function autoregressiveLeaf<const From extends string>(
  from: From,
  vocabSize: number,
  options: LeafOptions<ClassifierLeafOptions> = {},
): LeafPlan<From> {
  // prettier-ignore
  return leafPlan(from, options, (inDim, rest, rng) => new AutoregressiveLanguageModelLeaf(inDim, vocabSize, { ...rest, branchKey: from, rng }));
}

/** A leaf of your own, which takes features of width `inDim`: from any family. */
export function ownLeaf<const From extends string>(
  from: From,
  { inDim, make }: { readonly inDim: number; readonly make: (rng: Rng) => Leaf },
): LeafPlan<From> {
  // prettier-ignore
  return { from, inDim, make: (_, rng) => make(rng) };
}

/** As many leaves of one kind as an ensemble has members: `<task>_0`, `<task>_1`, … Each starts from weights of its own. */
export function ensembleOf<const From extends string, const Task extends string>(
  task: Task,
  members: number,
  plan: LeafPlan<From>,
): Record<`${Task}_${number}`, LeafPlan<From>> {
  // prettier-ignore
  return Object.fromEntries(Array.from({ length: members }, (_, i) => [`${task}_${i}`, plan])) as Record<`${Task}_${number}`, LeafPlan<From>>; // the keys are these
}

function leafPlan<From extends string, O extends { readonly inDim?: number; readonly rootKey?: string }>(
  from: From,
  { inDim, ...rest }: O,
  make: (inDim: number, rest: Omit<O, "inDim">, rng: Rng) => Leaf,
): LeafPlan<From> {
  // prettier-ignore
  const { rootKey } = rest;
  return {
    from,
    ...(inDim === undefined ? {} : { inDim }),
    ...(rootKey === undefined ? {} : { rootKey }),
    make: (given, rng) => make(given, rest, rng),
  };
}

function exactly(expected: number, given: number, outDim: number): Fit {
  return given === expected ? { outDim } : { input: 0, expected };
}
