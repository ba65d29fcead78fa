import { generators } from "@surenet/data";
import type { Options, Values } from "../arguments/option.ts";
import { LOSSES } from "../model/build-loss.ts";

export const trainOptions = {
  data: { kind: "text", value: "<path|generator>", help: `a folder or file (IDX, CSV, npy, npz), or ${Object.keys(generators).join(", ")}` },
  samples: { kind: "number", value: "<n>", help: "generators: how many (default 2000); files: only the first n" },
  label: { kind: "text", value: "<name|index>", help: "CSV: the column of classes (default the last)" },
  header: { kind: "text", value: "<auto|true|false>", choices: ["auto", "true", "false"], help: "CSV: whether the first line names the columns" },
  missing: { kind: "text", value: "<error|mean>", choices: ["error", "mean"], help: "CSV: what to do with empty cells" },
  standardise: { kind: "flag", help: "scale features to mean 0 and deviation 1; radii are then in deviations" },
  holdout: { kind: "text", value: "<share|last:n>", help: "what is kept for testing (default 0.2)" },
  arch: { kind: "text", value: "<mlp>", choices: ["mlp"], help: "the architecture (default mlp)" },
  hidden: { kind: "numbers", value: "<n,n,..>", help: "hidden sizes (default 256,256; 64,64 for up to 16 features)" },
  loss: { kind: "text", value: `<${LOSSES.join("|")}>`, choices: LOSSES, help: "default certified-ce (hkr for twoMoons)" },
  tau: { kind: "number", value: "<x>", help: "certified-ce, tau-ce: inverse temperature (default 4)" },
  offset: { kind: "number", value: "<x>", help: "certified-ce: twice the radius to aim for (default 1)" },
  alpha: { kind: "number", value: "<x>", help: "hkr: weight of the hinge (default 0.98)" },
  margin: { kind: "number", value: "<x>", help: "hkr: the margin asked for (default 1; 0.29 for twoMoons)" },
  epochs: { kind: "number", value: "<n>", help: "default 20" },
  batch: { kind: "number", value: "<n>", help: "samples a step (default 256; 32 for fewer than 5000 samples)" },
  lr: { kind: "number", value: "<x>", help: "learning rate of the orthogonal weights; heads and biases use a tenth (default 0.1)" },
  seed: { kind: "number", value: "<n>", help: "default 0" },
  engine: { kind: "text", value: "<name>", choices: ["auto", "node-gpu", "node", "webgpu", "wasm", "cpu"], help: "default auto: the fastest that is installed" },
  eps: { kind: "numbers", value: "<r,r,..>", help: "radii to report" },
  out: { kind: "text", value: "<folder>", help: "the run folder (default run/<data>-<seed>)" },
  resume: { kind: "flag", help: "continue the run in that folder exactly where it stopped" },
  json: { kind: "text", value: "<file|->", help: "also write the report there; - is stdout, and nothing else is printed" },
  quiet: { kind: "flag", help: "only the table and the paths" },
} as const satisfies Options;

export type TrainValues = Values<typeof trainOptions>;
