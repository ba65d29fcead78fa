import type { NamedFile } from "@surenet/data";
import { lipschitzBound, lipschitzModules } from "@surenet/lipschitz";
import { type JsonObject, loadModel, memoryStore, type Module, nnModules, saveModel } from "@surenet/nn";
import { malformedFile, SurenetError } from "@surenet/tensor-backend";
import { tidy, zeros } from "@tensorflow/tfjs-core";
import { type ModelMetadata, readModelMetadata } from "./model-metadata.ts";

export interface OpenedModel {
  readonly model: Module;
  readonly metadata: ModelMetadata;
}

const PARTS = { json: "model.json", safetensors: "model.safetensors" } as const;

/**
 * The model of two files, which a browser may have renamed; one that can be certified.
 *
 * @throws SurenetError `E_FILE` for one file only, damaged and foreign ones; `E_UNSUPPORTED` for a layer without a proved bound
 */
export async function openModel(files: readonly NamedFile[]): Promise<OpenedModel> {
  const store = memoryStore();
  for (const [ending, part] of Object.entries(PARTS)) {
    const [file, second] = files.filter(({ name }) => name.toLowerCase().endsWith(`.${ending}`));
    if (file === undefined) throw malformedFile({ where: part, problem: "a model is two files, and this one is not among them", got: files.map(({ name }) => name).join(", "), fix: "Drop model.json and model.safetensors together." }); // prettier-ignore
    if (second !== undefined)
      throw malformedFile({ where: second.name, problem: `this is a second .${ending}`, expected: "the two files of one model" });
    await store.write(part, file.bytes);
  }
  const { model, metadata } = await loadModel(store, [...lipschitzModules, ...nnModules]);
  try {
    const read = readModelMetadata(metadata);
    checkOutputs(model, read);
    await lipschitzBound(model, read.inputShape); // what cannot be certified is refused now
    return { model, metadata: read };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** The two files of a model. */
export async function modelFiles(model: Module, metadata: ModelMetadata): Promise<readonly NamedFile[]> {
  const store = memoryStore();
  await saveModel(store, model, { metadata: JSON.parse(JSON.stringify(metadata)) as JsonObject }); // drops what is undefined
  return Promise.all(Object.values(PARTS).map(async (name) => ({ name, bytes: (await store.read(name)) ?? new Uint8Array() })));
}

function checkOutputs(model: Module, { inputShape, classes }: ModelMetadata): void {
  const expected = `samples of shape [${inputShape.join(", ")}] to become ${classes} scores`;
  try {
    const shape = tidy(() => model.forward(zeros([1, ...inputShape])).shape);
    if (shape.join() !== `1,${classes}`)
      throw malformedFile({ where: PARTS.json, problem: "the model does not fit its metadata", expected, got: shape });
  } catch (cause) {
    if (cause instanceof SurenetError && cause.code === "E_FILE") throw cause;
    throw malformedFile({ where: PARTS.json, problem: "the model does not fit its metadata", expected, cause });
  }
}
