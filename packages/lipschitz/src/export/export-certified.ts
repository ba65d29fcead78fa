import { inputHash, type InputRecord, type Label, writeCertificate } from "@surenet/checker";
import { version_core } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import type { Module, RunStore } from "@surenet/nn";
import type { Certificate } from "../certify/certify.ts";
import { labelInForce } from "../certify/engine-label.ts";
import { lowerInEvaluation, provable } from "../certify/prove-model.ts";

/** The folder in a run, and its files. */
export const CERTIFIED_FOLDER = "certified";

export interface ExportCertifiedOptions {
  /** Of one sample. */
  readonly inputShape: readonly number[];
  /** The arithmetic that radii are claimed for; by default that of the engine in force. */
  readonly arithmetic?: Label;
  /** Inputs are whole numbers from 0 to this, divided by it: 255 for images. Radii are then given in whole numbers too. */
  readonly integerScale?: number;
  /** Inputs with their certificates, for the ledger to claim. */
  readonly records?: { readonly inputs: readonly Float32Array[]; readonly certificates: readonly Certificate[] };
  /** Kept in the ledger for people: versions, the training, counts. */
  readonly about?: Readonly<Record<string, unknown>>;
}

/**
 * Writes a model so that anyone can check its certificates with @surenet/checker: `certified/model.json` (plain ops), `certified/model.bin` (the weights as they are
 * multiplied, parametrisations folded in) and `certified/ledger.json` (hashes, claims, label, versions).
 *
 * The ledger is written last and holds the hashes of the others: files of two exports never pass for one.
 *
 * @param model ends in a linear head with at least two outputs; put into evaluation for the reading of its weights
 * @param store of a run, such as `folderStore("run/moons-0")`
 * @returns the names of the files
 * @throws SurenetError `E_UNSUPPORTED` for a layer without a proved bound and for an engine without a label; nothing is written then
 * @example await exportCertified(model, folderStore("run/moons-0"), { inputShape: [2] });
 */
export async function exportCertified(model: Module, store: RunStore, options: ExportCertifiedOptions): Promise<readonly string[]> {
  const where = "exportCertified";
  checkOptions(where, options, ["inputShape", "arithmetic", "integerScale", "records", "about"]);
  const { inputShape, integerScale, records, about = {} } = options;
  const { ops } = await lowerInEvaluation(model, inputShape);
  const label = labelInForce(options.arithmetic, ops);
  const claimed = await recordsOf(records, label);
  const written = await provable(() =>
    writeCertificate(ops, {
      inputShape,
      label,
      integerScale,
      records: claimed,
      about: { tfjs: version_core, ...about },
    }),
  );
  const files = { "model.bin": written.weights, "model.json": written.model, "ledger.json": written.ledger };
  for (const [name, bytes] of Object.entries(files)) await store.write(`${CERTIFIED_FOLDER}/${name}`, bytes);
  return Object.keys(files).map((name) => `${CERTIFIED_FOLDER}/${name}`);
}

async function recordsOf(records: ExportCertifiedOptions["records"], label: Label): Promise<InputRecord[]> {
  if (records === undefined) return [];
  const { inputs, certificates } = records;
  const fits = inputs.length === certificates.length && certificates.every(({ arithmetic }) => arithmetic === label);
  if (!fits)
    throw shapeMismatch({
      where: "exportCertified",
      problem: "the records do not fit",
      expected: `one certificate an input, for ${label}`,
      got: `${certificates.length} for ${inputs.length} inputs, for ${certificates[0]?.arithmetic ?? "nothing"}`,
    });
  return Promise.all(
    inputs.map(async (input, i) => {
      const { predicted = -1, radius = 0 } = certificates[i] ?? {};
      return { inputSha256: await inputHash(input), predicted, radius };
    }),
  );
}
