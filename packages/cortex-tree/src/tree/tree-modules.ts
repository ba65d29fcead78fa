import { type ModuleType, nnModules } from "@surenet/nn";
import { Conv1dBranch } from "../branches/conv1d-branch.ts";
import { MlpBranch } from "../branches/mlp-branch.ts";
import { TransformerBranch } from "../branches/transformer-branch.ts";
import { ClassifierLeaf } from "../leaves/classifier-leaf.ts";
import { AutoregressiveLanguageModelLeaf, DenoisingLanguageModelLeaf } from "../leaves/language-model-leaf.ts";
import { PointRegressorLeaf } from "../leaves/point-regressor-leaf.ts";
import { RegressorLeaf } from "../leaves/regressor-leaf.ts";
import { SequenceRegressorLeaf } from "../leaves/sequence-regressor-leaf.ts";
import { Conv1dRoot } from "../roots/conv1d-root.ts";
import { ImageRoot } from "../roots/image-root.ts";
import { TransformerRoot } from "../roots/transformer-root.ts";
import { VectorRoot } from "../roots/vector-root.ts";
import { ConcatTrunk } from "../trunks/concat-trunk.ts";
import { ProjectionTrunk } from "../trunks/projection-trunk.ts";
import { SumTrunk } from "../trunks/sum-trunk.ts";
import { NeuralTree } from "./neural-tree.ts";

/** The classes that a saved tree may be made of; those of other families are added to it: `loadModel(store, [...treeModules, ...lipschitzModules])`. */
export const treeModules: readonly ModuleType[] = [
  ...nnModules, AutoregressiveLanguageModelLeaf, ClassifierLeaf, ConcatTrunk, Conv1dBranch, Conv1dRoot, DenoisingLanguageModelLeaf, ImageRoot, MlpBranch,
  NeuralTree, PointRegressorLeaf, ProjectionTrunk, RegressorLeaf, SequenceRegressorLeaf, SumTrunk, TransformerBranch, TransformerRoot, VectorRoot,
]; // prettier-ignore
