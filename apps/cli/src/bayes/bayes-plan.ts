import { type ArrayDataset } from "@surenet/data";
import { invalidValue, unsupported } from "@surenet/tensor-backend";
import { runFolder } from "../commands/train-plan.ts";
import type { TrainValues } from "../commands/train-options.ts";

/** The options of a Bayesian training, checked, with all their defaults. */
export interface BayesPlan extends Pick<TrainValues, "data" | "label" | "standardise" | "seed" | "holdout" | "augment"> {
  readonly arch: "bayes";
  readonly epochs: number;
  readonly hidden: readonly number[];
  readonly loss: { readonly loss: "elbo"; readonly kl: number; readonly prior: number };
  readonly batch: number;
  readonly learningRate: number;
  /** Share of the held-out part that is left undecided; its entropy is the threshold for later data. */
  readonly abstain: number;
  readonly out: string;
}

const FEW_FEATURES = 16;
const FEW_SAMPLES = 5000; // below, 100 a step would be too few steps
const RATE = 3e-3;
const DEFAULTS = { kl: 0.03, prior: 0.3, abstain: 0.1 }; // of what data and size make it: measured on digits (docs/bayes.md)

/** @throws SurenetError `E_UNSUPPORTED` for options of certified networks, `E_VALUE` for data with one class */
export function bayesPlan(values: TrainValues, { size, inputShape, classes = 0 }: ArrayDataset): BayesPlan {
  for (const name of ["loss", "tau", "offset", "alpha", "margin", "eps"] as const) {
    if (values[name] !== undefined)
      throw unsupported({ where: "train", problem: `--${name} means nothing with --arch bayes`, fix: "Remove it." });
  }
  const { data, label, standardise, epochs = 20, seed, holdout, augment, hidden, lr, batch, kl, prior, abstain } = values;
  if (augment === "affine")
    throw unsupported({ where: "train", problem: "--augment affine is not there for --arch bayes", fix: "Remove it." });
  if (classes < 2) throw invalidValue({ where: data, problem: "a classifier needs two classes or more", got: classes });
  if (abstain !== undefined && abstain >= 1) throw invalidValue({ where: "train", problem: "--abstain is a share", expected: "a number below 1", got: abstain }); // prettier-ignore
  const features = inputShape.reduce((product, side) => product * side, 1);
  return {
    data,
    label,
    standardise,
    epochs,
    seed,
    holdout,
    augment,
    arch: "bayes",
    hidden: hidden ?? (features <= FEW_FEATURES ? [64, 64] : [256]),
    loss: { loss: "elbo", kl: kl ?? DEFAULTS.kl, prior: prior ?? DEFAULTS.prior },
    batch: batch ?? (size < FEW_SAMPLES ? 32 : 100),
    learningRate: lr ?? RATE,
    abstain: abstain ?? DEFAULTS.abstain,
    out: runFolder(values),
  };
}
