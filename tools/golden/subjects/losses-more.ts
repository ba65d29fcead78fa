import type { Tensor } from "@tensorflow/tfjs-core";
import {
  bceWithLogits, ctcLossWithForwardProbs, huberLoss, L1Loss, l1Loss, l2Loss, l2Norm, logCosh, logCoshLoss, MAELoss, meanAbsolute, meanSquare, MSELoss, mseLoss, msleLoss, multiMarginLoss, NLLLoss, smoothLabels, softmaxCrossEntropy, sparseCrossEntropy,
} from "@surenet/losses"; // prettier-ignore
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { gradientProtocol, lossProtocol } from "../loss-protocol.ts";

type TwoSided = (input: Tensor, target: Tensor, options: object) => Tensor;

/** Functions of an input and a target, by the reference's names; those that reduce nothing there do not here. */
const twoSided: Readonly<Record<string, TwoSided>> = {
  binary_logistic_loss: (x, y) => bceWithLogits(x, y, { reduction: "none" }),
  cross_entropy_sigmoid: (x, y) => bceWithLogits(x, y, { reduction: "none" }),
  huber_loss: (x, y, options) => huberLoss(x, y, { ...options, reduction: "none" }),
  l1_loss: l1Loss,
  L1Loss: (x, y, options) => new L1Loss(options).forward(x, y),
  l2_loss: (x, y) => l2Loss(x, y, { reduction: "none" }),
  log_cosh_loss: (x, y) => logCoshLoss(x, y, { reduction: "none" }),
  MAELoss: (x, y, options) => new MAELoss(options).forward(x, y),
  mean_absolute_error: l1Loss,
  mean_squared_error: mseLoss,
  mean_squared_log_error: msleLoss,
  MSELoss: (x, y, options) => new MSELoss(options).forward(x, y),
  multi_margin_loss: multiMarginLoss,
  nll_loss: (x, y, options) => new NLLLoss(options).forward(x, y),
  NLLLoss: (x, y, options) => new NLLLoss(options).forward(x, y),
  sigmoid_binary_cross_entropy: (x, y) => bceWithLogits(x, y, { reduction: "none" }),
  softmax_cross_entropy: (x, y) => softmaxCrossEntropy(x, y),
};

/** Regression, negative log likelihood, margins, sigmoid and softmax losses. */
export function twoSidedLoss(golden: CaseReader): Record<string, Got> {
  const name = golden.param<string>("class") ?? golden.param<string>("call") ?? "";
  const variant = golden.param<string>("variant"); // which of the reference's readings the figures are of
  const f = twoSided[name];
  if (name === "multiclass_logistic_loss") return sparseLoss(golden);
  if (f === undefined) throw new Error(`the runner does not know ${name} ${variant ?? ""}`);
  if (golden.hasParam("tree")) {
    golden.param("tree");
    const [b, c, d] = ["b", "c", "d"].map((leaf) => golden.input(leaf));
    return gradientProtocol(
      golden,
      (a) => new MSELoss().forward({ a, b } as Record<string, Tensor>, { a: c, b: d } as Record<string, Tensor>),
      "a",
    );
  }
  const options = golden.options(["reduction", "axis", "delta", "p", "margin"]);
  return lossProtocol(golden, { forward: (x, y) => f(x, y, options) });
}

export function sparseLoss(golden: CaseReader): Record<string, Got> {
  golden.param("call");
  golden.param("target_shape");
  const target = golden.has("target") ? golden.input("target") : (golden.param<number>("target") ?? golden.param<number>("label") ?? NaN);
  return gradientProtocol(golden, (x) => sparseCrossEntropy(x, target));
}

const penalties: Readonly<Record<string, (x: Tensor | Record<string, Tensor>, options: object) => Tensor>> = {
  l2_norm: l2Norm,
  log_cosh: (x) => logCosh(x as Tensor),
  mean_absolute: meanAbsolute,
  mean_square: meanSquare,
  smooth_labels: (x, options) => smoothLabels(x as Tensor, (options as { alpha: number }).alpha),
};

export function regularisation(golden: CaseReader): Record<string, Got> {
  const name = golden.param<string>("call") ?? "";
  const f = penalties[name];
  if (f === undefined) throw new Error(`the runner does not know ${name}`);
  const options = golden.options(["axis", "alpha"]);
  if (!golden.hasParam("tree")) return gradientProtocol(golden, (x) => f(x, options));
  golden.param("tree");
  const b = golden.input("b");
  return gradientProtocol(golden, (a) => f({ a, b }, options), "a");
}

export function ctc(golden: CaseReader): Record<string, Got> {
  golden.param("call");
  golden.param("outputs"); // names of the expected fields
  const options = golden.options(["blank_id", "log_epsilon"]);
  const [logitPaddings, labels, labelPaddings] = ["logit_paddings", "labels", "label_paddings"].map((name) => golden.input(name)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const forward = (logits: Tensor): ReturnType<typeof ctcLossWithForwardProbs> =>
    ctcLossWithForwardProbs({ logits, logitPaddings, labels, labelPaddings }, options);
  const { logAlphaBlank, logAlphaNonblank } = forward(golden.input("input"));
  return { ...gradientProtocol(golden, (x) => forward(x).loss), logalpha_blank: logAlphaBlank, logalpha_nonblank: logAlphaNonblank };
}
