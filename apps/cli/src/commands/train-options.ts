import { generators } from "@surenet/data";
import type { Options, Values } from "../arguments/option.ts";
import { ARCHITECTURES } from "../model/build-model.ts";
import { LOSSES } from "../model/build-loss.ts";
import { SPIKING } from "../spiking/spiking-plan.ts";

const ENGINES = ["auto", "node-gpu", "node", "webgpu", "wasm", "cpu"] as const;

export const trainOptions = {
  data: {
    kind: "text",
    value: "<path|generator>",
    help: `a file or folder (IDX, CSV, npy, npz; plain or gzip), or a generator: ${Object.keys(generators).join(", ")}`,
    default: "twoMoons",
  },
  samples: { kind: "count", value: "<n>", help: "generators: how many (default 2000); files: only the first n" },
  label: { kind: "text", value: "<name|index>", help: "CSV: the column of classes (default the last)" },
  classes: { kind: "count", value: "<n>", help: "how many there are, when some have no sample (default by the labels)" },
  header: {
    kind: "text",
    value: "<auto|true|false>",
    choices: ["auto", "true", "false"],
    help: "CSV: whether the first line names the columns",
    default: "auto",
  },
  missing: {
    kind: "text",
    value: "<error|mean>",
    choices: ["error", "mean"],
    help: "CSV: what to do with empty cells; the mean is that of the column in the file",
    default: "error",
  },
  standardise: {
    kind: "flag",
    help: "scale every feature to mean 0 and deviation 1 in the training part; radii are then in deviations",
  },
  holdout: { kind: "text", value: "<share|last:n>", help: "what is kept for testing: a share at random, or the last n", default: "0.2" },
  arch: {
    kind: "text",
    value: `<${[...ARCHITECTURES, ...SPIKING].join("|")}>`,
    choices: [...ARCHITECTURES, ...SPIKING],
    help: "a perceptron, patches of an image and one, a Bayesian one; or spiking: without labels, trained",
    default: "mlp",
  },
  hidden: {
    kind: "counts",
    value: "<n,n,..>",
    help: "hidden sizes, even but bayes (default 256,256; 64,64 few features; 128,128 patch; 256 bayes, snn; 400 stdp)",
  },
  augment: {
    kind: "text",
    value: "<none|affine>",
    choices: ["none", "affine"],
    help: "affine: turn, shear, scale and shift every training image anew in every epoch",
    default: "none",
  },
  loss: {
    kind: "text",
    value: `<${LOSSES.join("|")}>`,
    choices: LOSSES,
    help: "what is minimised (default certified-ce; hkr for twoMoons)",
  },
  tau: { kind: "positive", value: "<x>", help: "certified-ce, tau-ce: inverse temperature (default 4)" },
  offset: { kind: "nonNegative", value: "<x>", help: "certified-ce: twice the radius to aim for (default 1)" },
  alpha: { kind: "nonNegative", value: "<x>", help: "hkr: weight of the hinge (default 0.98)" },
  margin: { kind: "nonNegative", value: "<x>", help: "hkr: the margin asked for (default 1; 0.29 for twoMoons)" },
  kl: {
    kind: "nonNegative",
    value: "<x>",
    help: "bayes: weight of the divergence, of its share for one sample (default 0.03; 1 is the full bound)",
  },
  prior: { kind: "positive", value: "<x>", help: "bayes: standard deviation of the prior (default 0.3)" },
  abstain: { kind: "nonNegative", value: "<share>", help: "bayes: share of the held-out part to leave undecided (default 0.1)" },
  epochs: { kind: "count", value: "<n>", help: "passes over the training part (default 20; 3 with stdp)" },
  batch: {
    kind: "count",
    value: "<n>",
    help: "samples a step (default 256; 128 with patch; 100 bayes, stdp, snn; 32 below 5000 samples)",
  },
  lr: {
    kind: "positive",
    value: "<x>",
    help: "learning rate; head and biases use a tenth (default 0.1; 0.003 bayes; 0.05 stdp; 0.004 snn, for all)",
  },
  seed: { kind: "natural", value: "<n>", help: "fixes all that is drawn: data, split, weights, order", default: 0 },
  engine: {
    kind: "text",
    value: "<name>",
    choices: ENGINES,
    help: `one of ${ENGINES.join(", ")}; auto is the fastest installed`,
    default: "auto",
  },
  eps: { kind: "positives", value: "<r,r,..>", help: "radii to report (default 0.1,0.25,0.5,1; 0.05,0.1,0.15 for twoMoons)" },
  out: { kind: "text", value: "<folder>", help: "the run folder (default run/<data>-<seed>)" },
  resume: { kind: "flag", help: "continue the run in that folder exactly where it stopped" },
  json: { kind: "text", value: "<file|->", help: "also write the report there; with - nothing but the report is printed" },
  quiet: { kind: "flag", help: "print the table and the paths only" },
} as const satisfies Options;

export type TrainValues = Values<typeof trainOptions>;
