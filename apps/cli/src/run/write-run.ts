import { rm } from "node:fs/promises";
import path from "node:path";
import { type Epoch, memoryStore, type Module, saveModel } from "@surenet/nn";
import { type RunMetadata, toJson } from "./run-metadata.ts";
import { CERTIFIED, type CertifiedPart, writeCertified } from "./write-certified.ts";
import { prettyJson, writeFiles } from "./write-files.ts";

export interface FinishedRun {
  readonly model: Module;
  readonly metadata: RunMetadata;
  readonly history: readonly Epoch[];
  readonly report: unknown;
  /** The held-out part with its certificates, which the ledger of `certified/` claims. */
  readonly certified: Omit<CertifiedPart, "model" | "metadata">;
  /** For points of the plane. */
  readonly svg: string | undefined;
}

const PICTURE = "regions.svg";

/**
 * Puts the results of a training in its folder, all at once, in the place of those of an earlier training.
 *
 * @returns the names of the files
 */
export async function writeRun(folder: string, { model, metadata, history, report, svg, certified }: FinishedRun): Promise<readonly string[]> {
  const memory = memoryStore();
  await saveModel(memory, model, { metadata: toJson(metadata) });
  const files: Record<string, string | Uint8Array> = {};
  const proofs = await writeCertified(memory, { model, metadata, ...certified });
  for (const name of ["model.safetensors", "model.json", ...proofs]) files[name] = (await memory.read(name)) ?? "";
  files["history.json"] = prettyJson(history);
  files["report.json"] = prettyJson(report);
  if (svg !== undefined) files[PICTURE] = svg;
  await writeFiles(Object.fromEntries(Object.entries(files).map(([name, content]) => [path.join(folder, name), content])));
  if (svg === undefined) await rm(path.join(folder, PICTURE), { force: true });
  return [...Object.keys(files).filter((name) => !proofs.includes(name)), `${CERTIFIED}/`];
}
