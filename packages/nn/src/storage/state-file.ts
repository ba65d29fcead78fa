import type { Tensor } from "@tensorflow/tfjs-core";
import { malformedFile } from "@surenet/tensor-backend";
import type { RunStore } from "./run-store.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { sha256 } from "./sha256.ts";
import { type TensorDataDict, readTensors } from "./tensor-data.ts";

/** Where a file of state lies, and what kind it is. */
export interface StateFile {
  readonly store: RunStore;
  readonly name: string;
  /** Kind and version; a file of another is refused. */
  readonly format: string;
}

/**
 * Writes plain data and tensors that belong together as one file, with a hash of both: a crash leaves the old file or the new one.
 *
 * @param state plain data; NaN and infinite numbers are kept, which JSON alone does not
 * @param tensors borrowed
 */
export async function writeStateFile(
  { store, name, format }: StateFile,
  { state, tensors }: { readonly state: object; readonly tensors: Readonly<Record<string, Tensor>> },
): Promise<void> {
  const json = JSON.stringify(state, spelled);
  const data = await readTensors(tensors);
  await store.write(name, encodeSafetensors(data, { format, state: json, sha256: await contentHash(json, data) }));
}

/**
 * What {@link writeStateFile} wrote, or undefined when there is no such file.
 *
 * @throws SurenetError `E_FILE` for a damaged or foreign file
 */
export async function readStateFile<State extends object>({
  store,
  name,
  format,
}: StateFile): Promise<{ readonly state: State; readonly tensors: TensorDataDict } | undefined> {
  const bytes = await store.read(name);
  if (bytes === undefined) return undefined;
  const { tensors, metadata } = decodeSafetensors(bytes, name);
  const { format: got, state: json = "", sha256: hash } = metadata;
  if (got !== format) throw malformedFile({ where: name, problem: "the file is not a checkpoint of this version", expected: format, got });
  if ((await contentHash(json, tensors)) !== hash)
    throw malformedFile({ where: name, problem: "the content does not have the SHA-256 that was written with it" });
  return { state: JSON.parse(json, unspelled) as State, tensors }; // the hash proves that these are the bytes we wrote
}

function contentHash(json: string, tensors: TensorDataDict): Promise<string> {
  return sha256(encodeSafetensors(tensors, { state: json }));
}

const NUMBER = "surenet:number"; // the only key of what stands for a number that JSON has no word for

function spelled(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? { [NUMBER]: String(value) } : value;
}

function unspelled(_: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && NUMBER in value ? Number(value[NUMBER]) : value;
}
