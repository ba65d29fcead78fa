import { constants } from "node:fs";
import { access, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { SurenetError } from "@surenet/tensor-backend";

/**
 * Refuses a run folder that is a file, may not be written, or holds something else: better now than after the training.
 *
 * @throws SurenetError `E_FILE`; a system error where the system refuses
 */
export async function checkRunFolder(folder: string): Promise<void> {
  await checkFolder(folder);
  const names = await readdir(folder).catch((): string[] => []);
  if (names.length === 0 || names.includes("model.json") || names.includes("checkpoint")) return;
  throw new SurenetError("E_FILE", {
    where: folder,
    problem: "the folder holds other things than a run",
    expected: "a new or empty folder, or a run of before",
    got: names.slice(0, 5).join(", "),
    fix: "Choose another one with --out.",
  });
}

/** The same for a file that is to be written. */
export async function checkOutputFile(file: string | undefined): Promise<void> {
  if (file === undefined || file === "-") return;
  await checkFolder(path.dirname(file));
  const isFolder = await stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) throw new SurenetError("E_FILE", { where: file, problem: "this is a folder", fix: "Name a file in it." });
}

/** Looks at the nearest folder that is there; makes nothing. */
async function checkFolder(folder: string): Promise<void> {
  for (let place = path.resolve(folder); ; place = path.dirname(place)) {
    const found = await stat(place).catch(() => undefined);
    if (found === undefined) continue;
    if (!found.isDirectory()) throw new SurenetError("E_FILE", { where: folder, problem: `${place} is a file`, fix: "Choose another folder." });
    return access(place, constants.W_OK);
  }
}
