import type { Tensor } from "@tensorflow/tfjs-core";
import {
  CategoricalHingeLoss,
  HingeMarginLoss,
  hingeMarginLoss,
  HingeMulticlassLoss,
  hingeMulticlassLoss,
  HKRLoss,
  hkrLoss,
  HKRMulticlassLoss,
  hkrMulticlassLoss,
  type HkrOptions,
  KRLoss,
  krLoss,
  KRMulticlassLoss,
  type LossOptions,
  LseHKRMulticlassLoss,
  NegKRLoss,
  negKrLoss,
  processLabelsForMultiGpu,
  SoftHKRMulticlassLoss,
  TauBCEWithLogitsLoss,
  TauCrossEntropyLoss,
} from "@surenet/lipschitz";
import { reduce } from "@surenet/losses";
import { backward } from "../backward.ts";
import type { CaseReader } from "../case-reader.ts";
import { type Got, snapshot } from "../compare.ts";
import { lossProtocol } from "../loss-protocol.ts";

interface LossObject {
  forward(input: Tensor, target: Tensor): Tensor;
}

const HKR_OPTIONS = ["alpha", "min_margin", "reduction", "multi_gpu"];

/** A golden case's options are what its params hold; the classes refuse what does not fit. */
function given<T extends object>(golden: CaseReader, names: readonly string[]): T {
  return golden.options(names) as T;
}

export function hkrMulticlass(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  golden.param("target_kind"); // how the targets were made; the inputs hold them
  const loss = new HKRMulticlassLoss(given(golden, HKR_OPTIONS));
  return { ...lossProtocol(golden, loss), alpha: loss.alpha };
}

export function hkr(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  golden.param("target_kind");
  const loss = new HKRLoss(given(golden, HKR_OPTIONS));
  return { ...lossProtocol(golden, loss), alpha: loss.alpha };
}

export function lseHkr(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  golden.param("target_kind");
  const loss = new LseHKRMulticlassLoss(given(golden, ["alpha", "min_margin", "temperature", "penalty", "reduction"]));
  return { ...lossProtocol(golden, loss), alpha: loss.alpha };
}

/** Several calls in turn, with the running mean after each. */
export function softHkr(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  golden.param("target_kind");
  const options = golden.options(["alpha", "min_margin", "alpha_mean", "temperature", "reduction"]);
  const loss = new SoftHKRMulticlassLoss(options);
  const got: Record<string, Got> = { alpha: loss.alpha };
  for (let call = 0; golden.has(`input${call}`); call++) {
    const target = golden.input(`target${call}`);
    // backward evaluates once: every evaluation moves the running mean
    const { y, gradX } = backward((input) => loss.forward(input, target), golden.input(`input${call}`), golden.input(`grad_output${call}`));
    got[`loss${call}`] = y;
    got[`grad_input${call}`] = gradX;
    got[`current_mean${call}`] = snapshot(loss.currentMean);
  }
  loss.dispose();
  return got;
}

const classes: Readonly<Record<string, (options: LossOptions) => LossObject>> = {
  CategoricalHingeLoss: (options) => new CategoricalHingeLoss(options),
  HingeMarginLoss: (options) => new HingeMarginLoss(options),
  HingeMulticlassLoss: (options) => new HingeMulticlassLoss(options),
  KRLoss: (options) => new KRLoss(options),
  KRMulticlassLoss: (options) => new KRMulticlassLoss(options),
  NegKRLoss: (options) => new NegKRLoss(options),
};

/** The losses without a weight of their own: KR, hinges. */
export function plainLoss(golden: CaseReader): Record<string, Got> {
  golden.param("target_kind");
  const name = golden.param<string>("class") ?? "";
  const make = classes[name];
  if (make === undefined) throw new Error(`the runner does not know the class ${name}`);
  return lossProtocol(golden, make(golden.options(["min_margin", "reduction", "multi_gpu"])));
}

const functions: Readonly<Record<string, (input: Tensor, target: Tensor, options: HkrOptions) => Tensor>> = {
  hinge_margin_loss: hingeMarginLoss,
  hinge_multiclass_loss: hingeMulticlassLoss,
  hkr_loss: hkrLoss,
  hkr_multiclass_loss: hkrMulticlassLoss,
  kr_loss: krLoss,
  kr_loss_multi_gpu: (input, target, options) => krLoss(input, target, { ...options, multiGpu: true }),
  kr_loss_standard: krLoss,
  neg_kr_loss: negKrLoss,
};

/** The functional forms, which reduce nothing in the reference. */
export function functionalLoss(golden: CaseReader): Record<string, Got> {
  const name = golden.param<string>("call") ?? "";
  if (name === "process_labels_for_multi_gpu") return { processed: processLabelsForMultiGpu(golden.input("target")) };
  if (name === "apply_reduction") {
    const { reduction = "mean" } = new KRLoss(given(golden, ["reduction"])).options; // where a loss reads its reduction
    return { reduced: reduce(golden.input("val"), reduction === "auto" ? "mean" : reduction) };
  }
  const f = functions[name];
  if (f === undefined) throw new Error(`the runner does not know ${name}`);
  const options = given<HkrOptions>(golden, ["alpha", "min_margin", "multi_gpu"]);
  return lossProtocol(golden, { forward: (input, target) => f(input, target, { ...options, reduction: "none" }) });
}

export function tauLosses(golden: CaseReader): Record<string, Got> {
  const name = golden.param<string>("class");
  const tensors = Object.fromEntries(
    [
      ["weight", "weight"],
      ["pos_weight", "posWeight"],
    ]
      .filter(([field = ""]) => golden.has(field))
      .map(([field = "", option = ""]) => [option, golden.input(field)]),
  );
  const tau = golden.param<number>("tau") ?? 1;
  if (name === "TauCrossEntropyLoss") {
    return lossProtocol(
      golden,
      new TauCrossEntropyLoss({ tau, ...golden.options(["reduction", "label_smoothing", "ignore_index"]), ...tensors }),
    );
  }
  if (name === "TauBCEWithLogitsLoss")
    return lossProtocol(golden, new TauBCEWithLogitsLoss({ tau, ...golden.options(["reduction"]), ...tensors }));
  throw new Error(`the runner does not know the class ${String(name)}`);
}
