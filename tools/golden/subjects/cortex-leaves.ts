import { slice, unstack, zeros } from "@tensorflow/tfjs-core";
import {
  adjustSequenceMask, AutoregressiveLanguageModelLeaf, autoregressiveLogLikelihood, DenoisingLanguageModelLeaf, diagGaussianCumulant, diagGaussianNll, diagNaturalGaussianKlDivergence, diagNaturalGaussianNll, formatRegressorEnsembleOutput, invSoftplus, type LabelSmoothing, mlmConditionalLogLikelihood, RegressorLeaf, SequenceRegressorLeaf, Standardize,
} from "@surenet/cortex-tree"; // prettier-ignore
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";
import { encoderGradient, lossAndGradients } from "./cortex-document.ts";
import { loadWeights } from "./cortex-weights.ts";

const rng = createRng(0);

const prefixed = (start: string, figures: Readonly<Record<string, Got>>): Record<string, Got> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${start}${name}`, value]));

export async function languageModelLeaves(golden: CaseReader): Promise<Record<string, Got>> {
  const fn = golden.param<string>("fn");
  if (fn === "mlm_conditional_log_likelihood") return { out: mlmConditionalLogLikelihood(golden.input("logits"), { tokens: golden.input("instances"), occluded: golden.input("occluded") }) }; // prettier-ignore
  if (fn === "autoregressive_log_likelihood")
    return { out: autoregressiveLogLikelihood(golden.input("logits"), { tokens: golden.input("instances") }) };
  const kind = golden.param("leaf") === "DenoisingLanguageModelLeaf" ? DenoisingLanguageModelLeaf : AutoregressiveLanguageModelLeaf;
  const leaf = new kind(golden.param<number>("inDim") ?? 0, golden.param<number>("vocabSize") ?? 0, {
    rng,
    ...golden.options(["layernorm"]),
  });
  loadWeights(golden, leaf);
  const branchFeatures = golden.input("branchFeatures");
  const root = { rootFeatures: branchFeatures, tgtTokIdxs: golden.input("tgtTokIdxs"), isCorrupted: golden.input("isCorrupted") };
  const branch = { branchFeatures, pooledFeatures: branchFeatures };
  const outputs = leaf.forward(branch);
  const { logits, targets } = leaf.formatted(outputs, root);
  const { loss, gradients } = lossAndGradients(leaf, () => leaf.loss(leaf.forward(branch), root));
  const slopes = Object.fromEntries([...gradients].map(([name, gradient]) => [`grad.${name}`, encoderGradient(name, gradient)]));
  return { logits: outputs.logits, "formatted.logits": logits, "formatted.targets": targets, loss, ...slopes, ...prefixed("evaluate.", await leaf.evaluate(outputs, undefined, root)) }; // prettier-ignore
}

export async function regressorLeaf(golden: CaseReader): Promise<Record<string, Got>> {
  switch (golden.param<string>("fn")) {
    case "transform_output": {
      const leaf = new RegressorLeaf(1, (golden.input("nnOut").shape[1] ?? 2) / 2, { rng, ...golden.options(["varLb"]) });
      return { ...leaf.transformOutput(golden.input("nnOut")) };
    }
    case "diag_gaussian_cumulant":
      return { out: diagGaussianCumulant(golden.input("canonParam")) };
    case "diag_natural_gaussian_nll":
      return { out: diagNaturalGaussianNll(golden.input("canonParam"), golden.input("targets")) };
    case "diag_natural_gaussian_kl_divergence":
      return { out: diagNaturalGaussianKlDivergence(golden.input("canonParamP"), golden.input("canonParamQ")) };
    case "diag_gaussian_nll":
      return { out: diagGaussianNll(golden.input("loc"), golden.input("scale"), golden.input("targets")) };
    case "inv_softplus":
      return { out: invSoftplus(golden.input("x")) };
    case "format_regressor_ensemble_output": {
      const key = golden.param<string>("taskKey") ?? "";
      const [locs, scales] = [unstack(golden.input("loc")), unstack(golden.input("scale"))];
      const formatted = formatRegressorEnsembleOutput(locs.map((loc, i) => ({ loc, scale: scales[i] ?? loc })), key); // prettier-ignore
      return { mean: formatted[`${key}_mean`] ?? NaN, st_dev: formatted[`${key}_st_dev`] ?? NaN };
    }
    case "DDPStandardize":
      return standardise(golden);
    default:
      return regressor(golden);
  }
}

const SMOOTHINGS: readonly (readonly [string, LabelSmoothing])[] = [["0.0", 0], ["0.15", 0.15], ["1.0", 1], ["corrupt_frac", "corrupt_frac"]]; // prettier-ignore

async function regressor(golden: CaseReader): Promise<Record<string, Got>> {
  const outDim = golden.param<number>("outDim") ?? 0;
  const transform = golden.param("outcomeTransform") === undefined ? undefined : new Standardize(outDim);
  transform?.means.assign(golden.input("means"));
  transform?.stdvs.assign(golden.input("stdvs"));
  const options = golden.options(["numLayers", "nominalLabelVar", "varLb"]);
  const make = (labelSmoothing: LabelSmoothing): RegressorLeaf =>
    new RegressorLeaf(golden.param<number>("inDim") ?? 0, outDim, {
      rng,
      labelSmoothing,
      ...options,
      ...(transform === undefined ? {} : { outcomeTransform: transform }),
    });
  const leaf = make(0);
  loadWeights(golden, leaf);
  const pooled = golden.input("pooled");
  const branch = { branchFeatures: pooled, pooledFeatures: pooled };
  const targets = golden.input("targets");
  leaf.eval();
  const outputs = leaf.forward(branch);
  if (transform !== undefined) return { ...outputs, loss: leaf.loss(outputs, undefined, targets) };
  const corruptFrac = golden.input("corruptFrac");
  const got: Record<string, Got> = { ...outputs, ...prefixed("evaluate.", await leaf.evaluate(outputs, targets)) };
  for (const [text, smoothing] of SMOOTHINGS) {
    const other = make(smoothing);
    other.loadStateDict(leaf.stateDict());
    const { loss, gradients } = lossAndGradients(other, () =>
      other.loss(other.forward(branch), { rootFeatures: pooled, corruptFrac }, targets),
    );
    got[`loss[${text}]`] = loss;
    for (const [name, gradient] of gradients) got[`grad[${text}].${name}`] = encoderGradient(name, gradient);
    if (smoothing === "corrupt_frac") {
      const none = { rootFeatures: pooled, corruptFrac: zeros([pooled.shape[0] ?? 0]) };
      got["loss[corrupt_frac=0]"] = other.loss(other.forward(branch), none, targets);
    }
  }
  return got;
}

function standardise(golden: CaseReader): Record<string, Got> {
  const layer = new Standardize(golden.param<number>("m") ?? 0, golden.options(["minStdv"]));
  const y = golden.input("Y");
  const got: Record<string, Got> = {
    trainOut: layer.forward(y),
    means: snapshot(layer.means.variable),
    stdvs: snapshot(layer.stdvs.variable),
  };
  if (!golden.has("Yvar")) return got;
  layer.eval();
  const variance = golden.input("Yvar");
  const some = slice(y, [0, 0], variance.shape as [number, number]);
  const evalOut = layer.forward(some);
  const evalVar = layer.transformScale(layer.transformScale(variance));
  return {
    ...got,
    evalOut,
    evalVar,
    untransformed: layer.untransform(evalOut),
    untransformedVar: layer.untransformScale(layer.untransformScale(evalVar)),
  };
}

export function sequenceRegressorLeaf(golden: CaseReader): Record<string, Got> {
  if (golden.param("fn") === "adjust_sequence_mask")
    return { out: adjustSequenceMask(golden.input("mask"), golden.param<number[]>("targetShape") ?? []) };
  const leaf = new SequenceRegressorLeaf(golden.param<number>("inDim") ?? 0, golden.param<number>("outDim") ?? 0, { rng });
  loadWeights(golden, leaf);
  const branchFeatures = golden.input("branchFeatures");
  const branch = { branchFeatures, pooledFeatures: branchFeatures };
  const outputs = leaf.forward(branch);
  const mask = golden.input("positionMask");
  const targets = golden.input("targets");
  const { loss, gradients } = lossAndGradients(leaf, () => leaf.loss(leaf.forward(branch), undefined, targets, mask));
  const slopes = Object.fromEntries([...gradients].map(([name, gradient]) => [`grad.${name}`, encoderGradient(name, gradient)]));
  return { ...outputs, adjustedMask: adjustSequenceMask(mask, outputs.loc.shape), loss, ...slopes };
}
