import { tidy } from "@tensorflow/tfjs-core";
import { SurenetError, malformedFile } from "@surenet/tensor-backend";
import { type ModuleType, buildModule } from "../module/build-module.ts";
import type { JsonObject } from "../module/json.ts";
import type { Module } from "../module/module.ts";
import { hashedPart, MODEL_FILE, parseModelFile } from "./model-file.ts";
import type { RunStore } from "./run-store.ts";
import { decodeSafetensors } from "./safetensors.ts";
import { sha256 } from "./sha256.ts";
import { makeTensors } from "./tensor-data.ts";

export interface LoadedModel {
  /** In evaluation mode. */
  readonly model: Module;
  readonly metadata: JsonObject;
}

/**
 * Reads what {@link saveModel} wrote.
 *
 * @param types the classes that may occur in the file, such as `nnModules`
 * @throws SurenetError `E_FILE` for missing, damaged or foreign files, and for weights that are not finite or do not fit
 * @example const { model, metadata } = await loadModel(folderStore("run/moons-0"), nnModules);
 */
export async function loadModel(store: RunStore, types: readonly ModuleType[]): Promise<LoadedModel> {
  const file = parseModelFile(await mustRead(store, MODEL_FILE));
  const name = file.weights.file;
  const weights = await mustRead(store, name);
  if ((await sha256(weights)) !== file.weights.sha256) {
    throw malformedFile({ where: name, problem: `the weights are not those that ${MODEL_FILE} was written with; their SHA-256 differs` });
  }
  const { tensors } = decodeSafetensors(weights, name);
  for (const [key, { data }] of Object.entries(tensors)) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw malformedFile({ where: `${name}, tensor ${key}`, problem: `element ${at} is not finite`, got: data[at] });
  }

  const unchanged = (await sha256(hashedPart(file))) === file.sha256; // said last: a more particular error helps more
  const model = asFileError(MODEL_FILE, () => buildModule(file.module, types));
  try {
    tidy(() => asFileError(name, () => model.loadStateDict(makeTensors(tensors))));
    if (!unchanged) {
      throw malformedFile({
        where: MODEL_FILE,
        problem: "the structure or the metadata are not those that were written; their SHA-256 differs",
      });
    }
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { model: model.eval(), metadata: file.metadata };
}

async function mustRead(store: RunStore, name: string): Promise<Uint8Array> {
  const bytes = await store.read(name);
  if (bytes === undefined)
    throw malformedFile({ where: name, problem: "there is no such file", fix: "Is this the folder of a saved model?" });
  return bytes;
}

/** What a constructor or a state dict refuses came out of the file, so the file is to blame. */
function asFileError<T>(where: string, body: () => T): T {
  try {
    return body();
  } catch (cause) {
    if (cause instanceof SurenetError && cause.code === "E_FILE") throw cause;
    throw malformedFile({ where, problem: cause instanceof Error ? cause.message : String(cause), cause });
  }
}
