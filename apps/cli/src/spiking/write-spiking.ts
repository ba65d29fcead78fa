import path from "node:path";
import { type Epoch, memoryStore, type Module, saveModel } from "@surenet/nn";
import { prettyJson, writeFiles } from "../run/write-files.ts";
import type { Firing } from "./firing.ts";

/** What a spiking training comes to. */
export interface TrainedSpiking {
  readonly model: Module;
  readonly history: readonly Epoch[];
  readonly trainingSeconds: number;
  /** SVG by file name. */
  readonly pictures: Readonly<Record<string, string>>;
  readonly results: SpikingResults;
}

/** On the held-out part. */
export interface SpikingResults {
  readonly accuracy: number;
  /** With stdp: each neuron counting by the share of its class, and the network before it learned. */
  readonly proportionalAccuracy?: number;
  readonly untrainedAccuracy?: number;
  /** With snn: the classes read off the hidden rates by the max-rate rule. */
  readonly maxRateAccuracy?: number;
  readonly firing: Firing;
}

/** Puts the results in the run folder, all at once. @returns the names of the files */
export async function writeSpiking(
  folder: string,
  { model, history, pictures }: TrainedSpiking,
  { report, metadata }: { readonly report: object; readonly metadata: Parameters<typeof saveModel>[2] },
): Promise<readonly string[]> {
  const memory = memoryStore();
  await saveModel(memory, model, metadata);
  const files: Record<string, string | Uint8Array> = {};
  for (const name of ["model.safetensors", "model.json"]) files[name] = (await memory.read(name)) ?? "";
  if (history.length > 0) files["history.json"] = prettyJson(history);
  files["report.json"] = prettyJson(report);
  Object.assign(files, pictures);
  await writeFiles(Object.fromEntries(Object.entries(files).map(([name, content]) => [path.join(folder, name), content])));
  return Object.keys(files);
}
