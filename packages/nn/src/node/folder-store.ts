/// <reference types="node" />
import { mkdir, open, readFile, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { pid } from "node:process";
import { type RunStore, checkFileName } from "../storage/run-store.ts";

const TEMPORARY = /\.tmp-\d+-\d+$/;
let writes = 0;

/**
 * A run's files in a folder, which is made at the first write.
 *
 * A write goes to a temporary name, is flushed to the disk, and then renamed: a crash leaves the old file or the new one.
 *
 * @example await saveModel(folderStore("run/moons-0"), model);
 */
export function folderStore(path: string): RunStore {
  const file = (name: string): string => {
    checkFileName("folderStore", name);
    return join(path, name);
  };
  return {
    read: async (name) => readFile(file(name)).catch(missing(undefined)),
    list: async () => {
      const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(missing([]));
      const names = entries.filter((entry) => entry.isFile()).map((entry) => relative(path, join(entry.parentPath, entry.name)));
      return names
        .filter((name) => !TEMPORARY.test(name))
        .map((name) => name.split(sep).join("/"))
        .toSorted();
    },
    write: async (name, bytes) => writeWhole(file(name), bytes),
    remove: async (name) => rm(file(name), { force: true }),
  };
}

async function writeWhole(target: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const temporary = `${target}.tmp-${pid}-${writes++}`;
  try {
    const handle = await open(temporary, "w");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Turns "there is no such file" into a value and leaves every other error alone. */
function missing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return value;
    throw error;
  };
}
