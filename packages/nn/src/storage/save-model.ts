import { checkOptions, invalidValue } from "@surenet/tensor-backend";
import type { JsonObject } from "../module/json.ts";
import type { Module } from "../module/module.ts";
import { hashedPart, MODEL_FILE, type ModelFile, WEIGHTS_FILE } from "./model-file.ts";
import type { RunStore } from "./run-store.ts";
import { encodeSafetensors } from "./safetensors.ts";
import { sha256 } from "./sha256.ts";
import { readTensors } from "./tensor-data.ts";

/**
 * Writes a model as `model.safetensors` (raw parameters and buffers) and then `model.json` (structure, metadata, hashes).
 *
 * @throws SurenetError `E_VALUE` for weights that are not finite, `E_STATE` for a class without an id; nothing is written then
 * @example await saveModel(folderStore("run/moons-0"), model, { metadata: { classNames: ["left", "right"] } });
 */
export async function saveModel(store: RunStore, model: Module, options: { readonly metadata?: JsonObject } = {}): Promise<void> {
  checkOptions("saveModel", options, ["metadata"]);
  const module = model.toJSON();
  const dict = await readTensors(model.stateDict());
  const bad = Object.entries(dict).find(([, { data }]) => !data.every(Number.isFinite));
  if (bad !== undefined) throw invalidValue({ where: "saveModel", problem: `${bad[0]} holds numbers that are not finite` });

  const weights = encodeSafetensors(dict, { format: "surenet-weights" });
  const described = { module, metadata: options.metadata ?? {}, weights: { file: WEIGHTS_FILE, sha256: await sha256(weights) } };
  const file: ModelFile = { format: "surenet-model", version: 1, ...described, sha256: await sha256(hashedPart(described)) };
  await store.write(WEIGHTS_FILE, weights);
  await store.write(MODEL_FILE, new TextEncoder().encode(`${JSON.stringify(file, null, 2)}\n`));
}
