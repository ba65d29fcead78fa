/** Trees of roots, trunks, branches and leaves: tasks that share what they can, their training, and guided design on top. @packageDocumentation */
export { adjustSequenceMask, SequenceRegressorLeaf } from "./leaves/sequence-regressor-leaf.ts";
export { AMINO_ACID_FREQUENCIES, AMINO_ACIDS } from "./tokens/amino-acids.ts";
export { approximateOcclusion, type EmbeddingScore, occlusion, type OcclusionOptions, type TokenScore } from "./design/occlusion.ts";
export {
  attend,
  BidirectionalSelfAttention,
  CausalSelfAttention,
  PoolingSelfAttention,
  type SelfAttentionOptions,
} from "./blocks/attention.ts";
export { AutoregressiveLanguageModelLeaf, DenoisingLanguageModelLeaf, type LanguageModelTargets } from "./leaves/language-model-leaf.ts";
export {
  autoregressiveLeaf, classifierLeaf, concatTrunk, conv1dBranch, conv1dRoot, denoisingLeaf, ensembleOf, imageRoot, mlpBranch, ownBranch, ownLeaf, ownRoot, ownTrunk,
  pointRegressorLeaf, projectionTrunk, regressorLeaf, sequenceRegressorLeaf, sumTrunk, transformerBranch, transformerRoot, vectorRoot,
} from "./tree/plans.ts"; // prettier-ignore
export { autoregressiveLogLikelihood, mlmConditionalLogLikelihood } from "./leaves/likelihoods.ts";
export { betaSchedule, keptShares, type ScheduleName } from "./corruption/schedules.ts";
export { binaryScores, multiclassScores } from "./metrics/classification-scores.ts";
export { BLOSUM62, blosum62Distance, blosum62Substitutions, blosum62Transitions, type BlosumDistanceOptions } from "./tokens/blosum62.ts";
export { BranchNode } from "./branches/branch-node.ts";
export type { BranchOutputs, LeafOutputs, RootOutputs, TreeOutputs, TrunkOutputs } from "./tree/outputs.ts";
export type { BranchPlan, Fit, LeafPlan, RootPlan, TaskDescription, TreeDescription, TrunkPlan } from "./tree/description.ts";
export { type Cell, cellsAbove, nonDominated } from "./design/hypervolume-cells.ts";
export { checkProbs } from "./leaves/check-probs.ts";
export { checkScale } from "./leaves/check-scale.ts";
export { chunkSizes } from "./tasks/chunk-sizes.ts";
export { classificationFigures } from "./leaves/classification-figures.ts";
export { ClassifierLeaf, type ClassifierLeafOptions, type ClassifierLeafOutput, type LabelSmoothing } from "./leaves/classifier-leaf.ts";
export { ConcatTrunk } from "./trunks/concat-trunk.ts";
export { Conv1dBranch, type Conv1dBranchOptions } from "./branches/conv1d-branch.ts";
export { Conv1dResidBlock, type Conv1dResidBlockOptions } from "./blocks/conv1d-resid-block.ts";
export { Conv1dRoot, type Conv1dRootOptions } from "./roots/conv1d-root.ts";
export { type Corrupted, type CorruptionOptions, CorruptionProcess, type CorruptOptions } from "./corruption/corruption-process.ts";
export { crossEntropyWithPerSampleSmoothing } from "./leaves/cross-entropy-with-per-sample-smoothing.ts";
export {
  diagGaussianCumulant, diagGaussianNll, diagNaturalGaussianKlDivergence, diagNaturalGaussianNll, invSoftplus, naturalGaussian,
} from "./leaves/gaussian.ts"; // prettier-ignore
export { designRound, type DesignRoundOptions, type Measured } from "./design/design-round.ts";
export { editDistance } from "./metrics/edit-distance.ts";
export { encodePositions, sinePositions } from "./blocks/sine-pos-encoder.ts";
export { ensembleRegressionFigures, pointFigures, regressionFigures } from "./metrics/regression-figures.ts";
export { exportTreeOnnx, type ExportTreeOnnxOptions } from "./export/export-tree-onnx.ts";
export { fetchTaskOutputs, taskMembers } from "./tree/fetch-task-outputs.ts";
export { finetune, linearProbe, setTrainable, unfreeze } from "./tree/freeze.ts";
export { formatClassifierEnsembleOutput, formatRegressorEnsembleOutput } from "./ensembles/format-ensembles.ts";
export { type ForwardOptions, NeuralTree, type NodeKind } from "./tree/neural-tree.ts";
export { GaussianCorruptionProcess } from "./corruption/gaussian-corruption.ts";
export { GraphNei, logExpectedImprovement } from "./design/expected-improvement.ts";
export { guidedEdits, type GuidedEditsOptions } from "./design/guided-edits.ts";
export { ImageRoot, type ImageRootOptions } from "./roots/image-root.ts";
export { jointObjectiveValues, type JointObjectivesOptions } from "./design/joint-objectives.ts";
export { Leaf } from "./leaves/leaf.ts";
export { loadNode, saveNode } from "./tree/save-node.ts";
export { MaskCorruptionProcess } from "./corruption/mask-corruption.ts";
export { MaskLayerNorm1d, type MaskLayerNorm1dOptions } from "./blocks/mask-layer-norm-1d.ts";
export { MeanPooling, meanPooling, WeightedMeanPooling } from "./blocks/mean-pooling.ts";
export { minorityUpsampling } from "./tasks/minority-upsampler.ts";
export { type MotifObjective, motifObjective, type MotifObjectiveOptions } from "./design/motif-objective.ts";
export { Mlp, type MlpOptions } from "./blocks/mlp.ts";
export { MlpBranch, type MlpBranchOptions } from "./branches/mlp-branch.ts";
export { onlineWeightUpdate } from "./averaging/online-weight-update.ts";
export { plainTokenizer, SPECIAL, Tokenizer, type TokenizerOptions } from "./tokens/tokenizer.ts";
export { PointRegressorLeaf, type PointRegressorLeafOptions, type PointRegressorLeafOutput } from "./leaves/point-regressor-leaf.ts";
export type { PoolingType } from "./branches/pooling.ts";
export { ProjectionTrunk, type ProjectionTrunkOptions } from "./trunks/projection-trunk.ts";
export { proteinTokenizer } from "./tokens/protein-tokenizer.ts";
export { RegressorLeaf, type RegressorLeafOptions, type RegressorLeafOutput } from "./leaves/regressor-leaf.ts";
export { type RootInputs, RootNode, type SequenceInputs } from "./roots/root-node.ts";
export { roundRobinLongest } from "./tasks/round-robin-longest.ts";
export { ScaleNorm } from "./blocks/scale-norm.ts";
export { SequenceRoot, type SequenceRootOptions } from "./roots/sequence-root.ts";
export { spearmanRho } from "./metrics/spearman-rho.ts";
export { Standardize, type StandardizeOptions } from "./leaves/standardize.ts";
export { SubstitutionCorruptionProcess, type SubstitutionOptions } from "./corruption/substitution-corruption.ts";
export { SumTrunk, type SumTrunkOptions } from "./trunks/sum-trunk.ts";
export { TransformerBlock, type TransformerBlockOptions } from "./blocks/transformer-block.ts";
export { TransformerBranch, type TransformerBranchOptions } from "./branches/transformer-branch.ts";
export { TransformerRoot, type TransformerRootOptions } from "./roots/transformer-root.ts";
export { type EvaluateTasksOptions, evaluateTasks } from "./tasks/evaluate-tasks.ts";
export { fitTasks, trainTasks } from "./tasks/train-tasks.ts";
export { type GradNormOptions, type TaskWeighting, TaskWeights } from "./tasks/task-weighting.ts";
export { predict, type PredictOptions } from "./tasks/predict.ts";
export { type TableInput, type TableTarget, type TaskBatch, TaskTable, type TaskTableOptions } from "./tasks/task-table.ts";
export type { TaskEpoch, TaskReport, TaskStoppingOptions, TrainTasksOptions } from "./tasks/train-options.ts";
export { treeConverters } from "./export/tree-converters.ts";
export { treeModules } from "./tree/tree-modules.ts";
export { type TrunkInput, TrunkNode } from "./trunks/trunk-node.ts";
export { VectorRoot } from "./roots/vector-root.ts";
export { WeightAverage, type WeightAverageOptions } from "./averaging/weight-average.ts";
