import { type Scalar, type Tensor, type Variable, grads, reshape, split, transpose, variableGrads } from "@tensorflow/tfjs-core"; // prettier-ignore
import { checkProbs, ClassifierLeaf, crossEntropyWithPerSampleSmoothing, formatClassifierEnsembleOutput, type LabelSmoothing } from "@surenet/cortex-tree"; // prettier-ignore
import type { Module } from "@surenet/nn";
import { createRng } from "@surenet/tensor-backend";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";
import { loadWeights } from "./cortex-weights.ts";

export function checkProbsSubject(golden: CaseReader): Record<string, Got> {
  return { valid: Number(checkProbs(golden.input("probs"), golden.param<number>("dim") ?? -1)) };
}

export function smoothedCrossEntropy(golden: CaseReader): Record<string, Got> {
  const number = golden.param<number | null>("alpha");
  const alpha = golden.has("alpha") ? golden.input("alpha") : (number ?? 0);
  const [logits, targets] = [golden.input("logits"), golden.input("targets")];
  const loss = crossEntropyWithPerSampleSmoothing(logits, targets, alpha);
  if (logits.size === 0) return { loss };
  const [gradLogits] = grads((x) => crossEntropyWithPerSampleSmoothing(x as Tensor, targets, alpha))([logits]);
  return { loss, gradLogits: gradLogits ?? NaN };
}

/** The loss of a module's parameters and their gradients, in the reference's layout and names. */
export function lossAndGradients(module: Module, loss: () => Tensor): { loss: Got; gradients: Map<string, Tensor> } {
  const named = module.namedParameters().filter(([, { trainable }]) => trainable);
  const { value, grads: all } = variableGrads(() => reshape(loss(), []) as Scalar, named.map(([, { variable }]) => variable as Variable)); // prettier-ignore
  const gradients = new Map(named.flatMap(([name, { variable }]) => (all[variable.name] === undefined ? [] : [[name, all[variable.name] as Tensor]]))); // prettier-ignore
  return { loss: snapshot(value), gradients };
}

export function encoderGradient(name: string, gradient: Tensor): Tensor {
  return name.endsWith("weight") && gradient.rank === 2 ? transpose(gradient) : gradient;
}

const SMOOTHINGS: readonly (readonly [string, LabelSmoothing])[] = [["0.0", 0], ["0.1", 0.1], ["1.0", 1], ["corrupt_frac", "corrupt_frac"]]; // prettier-ignore

export async function classifierLeaf(golden: CaseReader): Promise<Record<string, Got>> {
  const rng = createRng(0);
  if (golden.param("fn") !== undefined) return classifierEnsemble(golden);
  const numClasses = golden.param<number>("numClasses") ?? 0;
  const options = golden.options(["numLayers", "lastLayerBias", "layernorm", "labelSmoothing"]);
  const make = (labelSmoothing: LabelSmoothing = 0): ClassifierLeaf =>
    new ClassifierLeaf(golden.param<number>("inDim") ?? 4, numClasses, { rng, labelSmoothing, ...options });
  if (golden.param("kind") !== undefined) return initialisation(make());
  if (golden.has("logits")) return named(await make().evaluate({ logits: golden.input("logits") }, golden.input("targets")));
  const leaf = make();
  loadWeights(golden, leaf);
  const pooled = golden.input("pooled");
  const branch = { branchFeatures: pooled, pooledFeatures: pooled };
  const got: Record<string, Got> = { logits: leaf.forward(branch).logits };
  if (golden.param("forwardOnly") === true) return got;
  const [targets, corruptFrac] = [golden.input("targets"), golden.input("corruptFrac")];
  Object.assign(got, { classProbs: leaf.classProbs(branch) }, named(await leaf.evaluate(leaf.forward(branch), targets)));
  for (const [text, smoothing] of SMOOTHINGS) {
    const other = make(smoothing);
    other.loadStateDict(leaf.stateDict());
    const root = { rootFeatures: pooled, corruptFrac };
    const { loss, gradients } = lossAndGradients(other, () => other.loss(other.forward(branch), root, targets));
    got[`loss[${text}]`] = loss;
    for (const [name, gradient] of gradients) got[`grad[${text}].${name}`] = encoderGradient(name, gradient);
    if (text === "0.1") {
      got["loss[0.1,noRoot]"] = other.loss(other.forward(branch), undefined, targets);
      got["loss[0.1,listTargets]"] = other.loss(other.forward(branch), undefined, Array.from(targets.dataSync()));
    }
  }
  return got;
}

function named(figures: Readonly<Record<string, number>>): Record<string, Got> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [`evaluate.${name}`, value]));
}

function classifierEnsemble(golden: CaseReader): Record<string, Got> {
  const logits = golden.input("logits");
  const members = split(logits, logits.shape[0] ?? 1).map((member) => ({ logits: reshape(member, logits.shape.slice(1)) }));
  const key = golden.param<string>("taskKey") ?? "";
  const formatted = formatClassifierEnsembleOutput(members, key);
  return { class_probs: formatted[`${key}_class_probs`] ?? NaN, top_1: formatted[`${key}_top_1`] ?? NaN };
}

/** The bounds that the initial weights keep, reached within 2% by the largest of so many. */
function initialisation(leaf: ClassifierLeaf): Record<string, Got> {
  leaf.initialize({ rng: createRng(1) });
  const layers = leaf.namedParameters();
  const weights = layers.filter(([name]) => name.endsWith("weight")).map(([, { variable }]) => variable);
  const biases = layers.filter(([name]) => name.endsWith("bias")).map(([, { variable }]) => variable);
  const bounds = weights.map(({ shape: [inputs = 0, outputs = 0] }) => Math.sqrt(6 / (inputs + outputs)));
  const kept = weights.every((weight, i) => {
    const largest = Math.max(...weight.dataSync().map(Math.abs));
    return largest <= (bounds[i] ?? 0) * (1 + 1e-6) && largest > (bounds[i] ?? 0) * 0.98;
  });
  const sums = biases.map((bias) => Array.from(bias.dataSync()).reduce((sum, value) => sum + Math.abs(value), 0));
  return {
    bounds: { shape: [bounds.length], values: kept ? bounds : bounds.map(() => NaN) },
    biasAbsSum: { shape: [sums.length], values: sums },
  };
}
