import { malformedFile } from "@surenet/tensor-backend";
import type { JsonObject } from "../module/json.ts";
import type { ModuleJson } from "../module/module.ts";

export const MODEL_FILE = "model.json";
export const WEIGHTS_FILE = "model.safetensors";

/** The content of `model.json`. */
export interface ModelFile {
  readonly format: "surenet-model";
  readonly version: 1;
  readonly module: ModuleJson;
  /** Whatever the writer wants to find again: class names, standardisation, where the data came from. */
  readonly metadata: JsonObject;
  readonly weights: { readonly file: string; readonly sha256: string };
  /** SHA-256 of {@link hashedPart}: a changed digit in a statistic would change every radius without a word. */
  readonly sha256: string;
}

/** Structure, metadata and the weights' hash as the one text that the file's own hash is of. */
export function hashedPart({ module, metadata, weights }: Pick<ModelFile, "module" | "metadata" | "weights">): Uint8Array {
  return new TextEncoder().encode(JSON.stringify([module, metadata, weights]));
}

/**
 * Reads `model.json`.
 *
 * @throws SurenetError `E_FILE` that names the field
 */
export function parseModelFile(bytes: Uint8Array): ModelFile {
  const json = parse(bytes);
  const { format, version, module, metadata, weights, sha256 } = isObject(json) ? json : {};
  check(format === "surenet-model", 'the file is not a model; its "format" is not "surenet-model"', format);
  check(version === 1, "the file's version is not known here; expected 1", version);
  check(isModuleJson(module), "module is not a structure of { type, config, children? }", module);
  check(isObject(metadata), "metadata is not an object", metadata);
  check(
    isObject(weights) && typeof weights.file === "string" && typeof weights.sha256 === "string",
    "weights is not { file, sha256 }",
    weights,
  );
  check(typeof sha256 === "string", "sha256 is not a hash", sha256);
  return json as ModelFile; // every field was checked above
}

function check(ok: boolean, problem: string, got: unknown): void {
  if (!ok) throw malformedFile({ where: MODEL_FILE, problem, got });
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw malformedFile({ where: MODEL_FILE, problem: "the file is not JSON", cause });
  }
}

function isModuleJson(value: unknown): value is ModuleJson {
  if (!isObject(value) || typeof value.type !== "string" || !isObject(value.config)) return false;
  return value.children === undefined || (Array.isArray(value.children) && value.children.every(isModuleJson));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
