import path from "node:path";
import { generators } from "@surenet/data";
import { invalidOption } from "@surenet/tensor-backend";
import type { LossOptions } from "../model/build-loss.ts";
import type { TrainValues } from "./train-options.ts";

/** The options of a training with the defaults that do not depend on the data. */
export interface TrainPlan {
  readonly data: string;
  readonly loss: LossOptions;
  readonly epochs: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly holdout: string;
  readonly epsilons: readonly number[];
  /** Relative to the folder of the command. */
  readonly out: string;
}

const MOONS = { loss: "hkr", alpha: 0.98, margin: 0.29, epsilons: [0.05, 0.1, 0.15] } as const; // the classes lie 0.33 apart: half of that bounds any radius
const EPSILONS = [0.1, 0.25, 0.5, 1];

export function trainPlan(values: TrainValues): TrainPlan {
  const { data = "twoMoons", seed = 0, epochs = 20, holdout = "0.2", lr = 0.1 } = values;
  const isMoons = data === "twoMoons";
  const loss = values.loss ?? (isMoons ? MOONS.loss : "certified-ce");
  const moonsLoss = isMoons && loss === "hkr" ? { alpha: values.alpha ?? MOONS.alpha, margin: values.margin ?? MOONS.margin } : {};
  const epsilons = (values.eps ?? (isMoons ? MOONS.epsilons : EPSILONS)).toSorted((a, b) => a - b);
  const bad = epsilons.find((epsilon) => !(epsilon > 0));
  if (bad !== undefined) throw invalidOption({ where: "train", option: "--eps", got: bad, expected: "positive radii" });
  if (!(lr > 0)) throw invalidOption({ where: "train", option: "--lr", got: lr, expected: "a positive number" });
  const name = data in generators ? data : path.basename(data).replace(/(\.(csv|tsv|npz|npy))?(\.gz)?$/, "");
  const { tau, offset, alpha, margin } = values;
  return { data, loss: { loss, tau, offset, alpha, margin, ...moonsLoss }, epochs, learningRate: lr, seed, holdout, epsilons, out: values.out ?? path.join("run", `${name}-${seed}`) };
}
