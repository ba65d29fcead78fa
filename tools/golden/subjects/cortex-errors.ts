import { type Tensor, fill, ones, tensor, zeros } from "@tensorflow/tfjs-core";
import {
  betaSchedule, BidirectionalSelfAttention, checkProbs, checkScale, ClassifierLeaf, classifierLeaf, Conv1dBranch, Conv1dRoot, crossEntropyWithPerSampleSmoothing, fetchTaskOutputs, formatClassifierEnsembleOutput, MaskCorruptionProcess, mlpBranch, NeuralTree, proteinTokenizer, SubstitutionCorruptionProcess, sumTrunk, SumTrunk, vectorRoot,
} from "@surenet/cortex-tree"; // prettier-ignore
import { createRng } from "@surenet/tensor-backend";

type Params = Readonly<Record<string, unknown>>;
const rng = createRng(0);

/** The calls of the error rows, in our words; what a row does not name is right. */
export function cortexErrors(call: string, params: Params): (() => unknown) | undefined {
  const numbers = (name: string): number[] => (params[name] as (number | string)[]).map(Number);
  switch (call) {
    case "checkProbs":
      return () => checkProbs(probabilities(params), Number(params["dim"] ?? -1));
    case "crossEntropyWithPerSampleSmoothing":
      return () => smoothed(params);
    case "ClassifierLeaf.loss":
      return () => leafLoss(params);
    case "ClassifierLeaf.evaluate":
      return () => new ClassifierLeaf(3, 2, { rng }).evaluate({ logits: zeros([2, 2]) }, tensor(numbers("targets"), [2], "int32"));
    case "ClassifierLeaf.forward":
      return () => new ClassifierLeaf(Number(params["inDim"]), 2, { rng }).forward(ones(numbers("pooled")));
    case "formatClassifierEnsembleOutput":
      return () => formatClassifierEnsembleOutput(params["logits"] === "NaN" ? [{ logits: fill([2, 3], NaN) }] : [], "task");
    case "checkScale":
      return () => checkScale(tensor(numbers("scale")));
    case "SumTrunk":
      return () => new SumTrunk(numbers("inDims"), Number(params["outDim"]), { rng, projectFeatures: params["projectFeatures"] === true });
    case "NeuralTree.forward": {
      const { leafKeys, rootInputs = { x: ones([1, 3]) } } = params as { leafKeys?: string[]; rootInputs?: Record<string, Tensor> };
      return () => smallTree().forward(rootInputs, leafKeys === undefined ? {} : { leafKeys });
    }
    case "fetchTaskOutputs":
      return () => fetchTaskOutputs(smallTree().forward({ x: ones([1, 3]) }), String(params["task"]));
    case "Conv1dBranch":
      return () => new Conv1dBranch(4, 4, { rng, ...params });
    case "BidirectionalSelfAttention":
      return () => new BidirectionalSelfAttention(Number(params["embedDim"]), { rng, numHeads: Number(params["numHeads"]) });
    case "Conv1dRoot":
      return () => new Conv1dRoot(4, { rng, tokenizer: proteinTokenizer(), maxLen: 8 }).forward({ seqs: params["seqs"] as string[] });
    case "getNamedBetaSchedule":
      return () => betaSchedule(params["schedule"] as "linear", 100);
    case "timestepToCorruptFrac":
      return () =>
        new MaskCorruptionProcess({ maskIndex: 0, maxSteps: Number(params["maxSteps"]) }).timestepToCorruptFrac(Number(params["timestep"]));
    case "MaskCorruptionProcess()":
      return () => new MaskCorruptionProcess({ maskIndex: 0 }).corrupt(zeros([2, 3], "int32"), { rng, ...params });
    case "MaskCorruptionProcess":
      return () => new MaskCorruptionProcess({ maskIndex: 0, ...params });
    case "SubstitutionCorruptionProcess": {
      const given = params["matrix"] as number[] | number[][];
      const matrix =
        typeof given[0] === "number"
          ? Array.from({ length: given[0] }, () => Array.from({ length: Number(given[1]) }, () => 0.5))
          : (given as number[][]);
      return () => new SubstitutionCorruptionProcess({ vocabSize: Number(params["vocabSize"]), matrix });
    }
    default:
      return undefined;
  }
}

/** Rows as the case has them, or of a shape, with sums of 1 along the axis. */
function probabilities({ probs, shape, dim }: Params): Tensor {
  if (probs !== undefined) return tensor((probs as unknown[][]).map((row) => row.map(Number)));
  const sides = shape as number[];
  return fill(sides, 1 / (sides[Number(dim)] ?? 1));
}

function smoothed({ targets = [0, 1, 2, 0], alpha = 0 }: Params): Tensor {
  const indices = targets === "float" ? zeros([4]) : tensor(targets as number[], [(targets as number[]).length], "int32");
  return crossEntropyWithPerSampleSmoothing(zeros([4, 3]), indices, (Array.isArray(alpha) ? tensor(alpha as number[]) : alpha) as number);
}

function leafLoss({ labelSmoothing, root }: Params): Tensor {
  const leaf = new ClassifierLeaf(3, 2, { rng, labelSmoothing: labelSmoothing as "corrupt_frac" });
  const rootOutputs = root === null || root === undefined ? undefined : { rootFeatures: ones([2, 3]), ...root };
  return leaf.loss({ logits: zeros([2, 2]) }, rootOutputs, tensor([0, 1], [2], "int32"));
}

function smallTree(): NeuralTree {
  const description = {
    roots: { x: vectorRoot(3) },
    trunks: { t: sumTrunk(["x"]) },
    branches: { b: mlpBranch("t") },
    leaves: { task: classifierLeaf("b", 2) },
  };
  return new NeuralTree<string, string, string, string>(description, { rng });
}
