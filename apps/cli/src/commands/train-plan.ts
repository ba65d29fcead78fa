import path from "node:path";
import { type ArrayDataset, generators } from "@surenet/data";
import { invalidValue } from "@surenet/tensor-backend";
import { wrongOption } from "../arguments/wrong-option.ts";
import { type LossPlan, lossPlan } from "../model/build-loss.ts";
import type { ModelPlan } from "../model/build-model.ts";
import type { TrainValues } from "./train-options.ts";

/** The architectures that come with certificates. */
type CertifiedArch = ModelPlan["arch"];

/** The options of a training, checked, with all their defaults. */
export interface TrainPlan extends Pick<TrainValues, "data" | "label" | "standardise" | "seed" | "holdout" | "augment"> {
  readonly arch: CertifiedArch;
  readonly epochs: number;
  readonly hidden: readonly number[];
  readonly loss: LossPlan;
  readonly batch: number;
  readonly learningRate: number;
  /** Ascending. */
  readonly epsilons: readonly number[];
  readonly out: string;
}

const MOONS = { loss: "hkr", margin: 0.29, epsilons: [0.05, 0.1, 0.15] } as const; // the classes lie 0.33 apart: half of that bounds any radius
const EPSILONS = [0.1, 0.25, 0.5, 1];
const RATE = 0.1;
const FEW_FEATURES = 16;
const FEW_SAMPLES = 5000; // below, 256 a step would be too few steps

/** @throws SurenetError `E_OPTION`, `E_UNSUPPORTED` for options that cannot be meant, `E_VALUE` for data with one class */
export function trainPlan(
  values: TrainValues & { readonly arch: CertifiedArch },
  { size, inputShape, classes = 0 }: ArrayDataset,
): TrainPlan {
  const { data, label, standardise, epochs = 20, seed, holdout, arch, augment, lr, eps, batch } = values;
  const isMoons = data === "twoMoons";
  const features = inputShape.reduce((product, side) => product * side, 1);
  const hidden = values.hidden ?? (arch === "patch" ? [128, 128] : features <= FEW_FEATURES ? [64, 64] : [256, 256]);
  const odd = hidden.find((units) => units % 2 !== 0);
  if (odd !== undefined) throw wrongOption("train", "hidden", { expected: "even sizes (pairs are sorted)", got: odd });
  if (augment === "affine" && inputShape.length !== 3)
    throw invalidValue({
      where: data,
      problem: "--augment affine changes images",
      expected: "samples [height, width, channels]",
      got: inputShape,
    });
  if (classes < 2) throw invalidValue({ where: data, problem: "a classifier needs two classes or more", got: classes });
  const { loss = isMoons ? MOONS.loss : "certified-ce", tau, offset, alpha, margin } = values;
  return {
    data,
    label,
    standardise,
    epochs,
    seed,
    holdout,
    arch,
    augment,
    hidden,
    loss: lossPlan({ loss, tau, offset, alpha, margin }, isMoons && loss === "hkr" ? { margin: MOONS.margin } : {}),
    batch: batch ?? (size < FEW_SAMPLES ? 32 : arch === "patch" ? 128 : 256),
    learningRate: lr ?? RATE,
    epsilons: [...new Set(eps ?? (isMoons ? MOONS.epsilons : EPSILONS))].toSorted((a, b) => a - b),
    out: runFolder(values),
  };
}

/** Where a run goes when nobody says. */
export function runFolder({ out, data, seed }: Pick<TrainValues, "out" | "data" | "seed">): string {
  return out ?? path.join("run", `${nameOf(data)}-${seed}`);
}

/** What a run is called after: the generator, or the file without its endings. */
export function nameOf(data: string): string {
  if (Object.hasOwn(generators, data)) return data;
  return path.basename(path.resolve(data)).replace(/(\.(csv|tsv|npz|npy))?(\.gz)?$/, "") || "data";
}
