import path from "node:path";
import type { ArrayDataset } from "@surenet/data";
import { invalidValue, unsupported } from "@surenet/tensor-backend";
import type { TrainValues } from "../commands/train-options.ts";
import { nameOf } from "../commands/train-plan.ts";

/** Learning without labels by spike timing, and spiking neurons trained by surrogate gradients. */
export const SPIKING = ["stdp", "snn"] as const;

export type SpikingArch = (typeof SPIKING)[number];

export function isSpiking(arch: string): arch is SpikingArch {
  return SPIKING.some((name) => name === arch);
}

/** The options of a spiking training, checked, with all their defaults. */
export interface SpikingPlan {
  readonly arch: SpikingArch;
  readonly data: string;
  readonly seed: number;
  readonly neurons: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly augment: "none" | "affine";
  readonly out: string;
}

const DEFAULTS = {
  stdp: { neurons: 400, epochs: 3, batch: 100, learningRate: 0.05 },
  snn: { neurons: 256, epochs: 20, batch: 100, learningRate: 0.004 },
} as const;

/** Options that a spiking training does not read. */
const FOREIGN = ["loss", "tau", "offset", "alpha", "margin", "eps"] as const;

/** @throws SurenetError `E_UNSUPPORTED` for options that mean nothing here, `E_VALUE` for data that cannot become spikes */
export function spikingPlan(values: TrainValues, arch: SpikingArch, { inputs, inputShape, classes = 0 }: ArrayDataset): SpikingPlan {
  const { data, seed, hidden, epochs, batch, lr, augment, out } = values;
  const means = (name: string): Error => unsupported({ where: "train", problem: `--${name} means nothing with --arch ${arch}`, fix: "Remove it." }); // prettier-ignore
  for (const name of FOREIGN) if (values[name] !== undefined) throw means(name);
  for (const name of ["standardise", "resume"] as const) if (values[name]) throw means(name);
  if (augment !== "none" && arch === "stdp") throw means("augment");
  if (augment === "affine" && inputShape.length !== 3)
    throw invalidValue({ where: data, problem: "--augment affine changes images", expected: "samples [height, width, channels]", got: inputShape }); // prettier-ignore
  if (hidden !== undefined && hidden.length !== 1)
    throw unsupported({ where: "train", problem: `--arch ${arch} has one layer`, expected: "one size", got: hidden, fix: "Give --hidden one number." }); // prettier-ignore
  if (classes < 2) throw invalidValue({ where: data, problem: "a classifier needs two classes or more", got: classes });
  const wrong = arch === "stdp" ? inputs.find((value) => !(value >= 0 && value <= 1)) : undefined;
  if (wrong !== undefined)
    throw invalidValue({ where: data, problem: "intensities are shares of the largest rate", expected: "numbers in [0, 1], such as pixels", got: wrong }); // prettier-ignore
  const given = DEFAULTS[arch];
  return {
    arch,
    data,
    seed,
    augment,
    neurons: hidden?.[0] ?? given.neurons,
    epochs: epochs ?? given.epochs,
    batch: batch ?? given.batch,
    learningRate: lr ?? given.learningRate,
    out: out ?? path.join("run", `${nameOf(data)}-${arch}-${seed}`),
  };
}
