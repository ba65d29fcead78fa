import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

export const root: string = path.resolve(import.meta.dirname, "../..");

/** The folder of real data and vectors that stands beside the repository, when it does. */
export const shared: string = path.resolve(root, "../shared");

export const digits: string = path.join(shared, "data/mnist");

/** @throws when what an acceptance needs is not there: it cannot be shown, which is not the same as shown */
export function need(file: string): string {
  if (!existsSync(file)) throw new Error(`${path.relative(root, file)} is needed for this run and is not there`);
  return file;
}

/** A temporary folder for the length of `body`. */
export async function inTemporaryFolder<T>(body: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "surenet-accept-"));
  try {
    return await body(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
