import type { Options } from "../arguments/option.ts";
import { trainOptions } from "./train-options.ts";

const { data, samples, label, header, missing, seed, engine, json, quiet } = trainOptions;

/** What every command has that takes data to a finished run. */
export const laterOptions = {
  model: { kind: "text", value: "<folder>", help: "a run folder written by train" },
  data: { kind: data.kind, value: data.value, help: data.help },
  samples,
  label: { ...label, help: "CSV: the column of classes (default that of the training, or the last)" },
  header,
  missing,
  seed: { ...seed, help: "generators: which data; the training's were of its own seed", default: 1 },
  engine,
  json,
  quiet,
} as const satisfies Options;
