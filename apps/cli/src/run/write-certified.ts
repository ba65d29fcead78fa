import { access } from "node:fs/promises";
import path from "node:path";
import type { ArrayDataset } from "@surenet/data";
import { type Certificate, exportCertified } from "@surenet/lipschitz";
import type { Module, RunStore } from "@surenet/nn";
import { folderStore } from "@surenet/nn/node";
import { integerScaleOf } from "./integer-scale.ts";
import { type RunMetadata, unitsOf } from "./run-metadata.ts";
import { versions } from "./versions.ts";

/** The folder of a run that @surenet/checker reads. */
export const CERTIFIED = "certified";
const RECORDED = 10_000; // inputs that a ledger claims at most, 120 bytes each

export interface CertifiedPart {
  readonly model: Module;
  readonly metadata: RunMetadata;
  readonly dataset: ArrayDataset;
  readonly certificates: readonly Certificate[];
}

/** Writes `certified/` with what the certificates claim of a data set. @returns the names of the files */
export async function writeCertified(
  store: RunStore,
  { model, metadata, dataset, certificates }: CertifiedPart,
): Promise<readonly string[]> {
  const count = Math.min(dataset.size, RECORDED);
  const integerScale = integerScaleOf(dataset);
  const [first] = certificates;
  return exportCertified(model, store, {
    inputShape: metadata.inputShape,
    ...(first === undefined ? {} : { arithmetic: first.arithmetic }),
    ...(integerScale === undefined ? {} : { integerScale }),
    records: {
      inputs: Array.from({ length: count }, (_, i) => dataset.sample(i).input),
      certificates: certificates.slice(0, count),
    },
    about: { data: metadata.data, units: unitsOf(metadata), training: metadata.training, versions: versions() },
  });
}

/** The same for a run that was written before there were such folders. @returns the folder, when it was written */
export async function certifyOlderRun(run: string, part: CertifiedPart): Promise<string | undefined> {
  const folder = path.join(run, CERTIFIED);
  const isThere = await access(path.join(folder, "ledger.json")).then(
    () => true,
    () => false,
  );
  if (isThere) return undefined;
  await writeCertified(folderStore(run), part);
  return folder;
}
