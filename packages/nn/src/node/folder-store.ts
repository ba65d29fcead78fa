/// <reference types="node" />
import { mkdir, open, readFile, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { kill, pid } from "node:process";
import { type RunStore, checkFileName } from "../storage/run-store.ts";

const TEMPORARY = /\.tmp-(\d+)-\d+$/;
let writes = 0;

/**
 * A run's files in a folder, which is made at the first write.
 *
 * A write goes to a temporary name, is flushed to the disk, and then renamed: a crash leaves the old file or the new one. What a process that was killed in the middle
 * of a write has left under a temporary name goes with the next write of that file.
 *
 * @example await saveModel(folderStore("run/moons-0"), model);
 */
export function folderStore(path: string): RunStore {
  const file = (name: string): string => {
    checkFileName("folderStore", name);
    return join(path, name);
  };
  const swept = new Set<string>();
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
    write: async (name, bytes) => {
      await writeWhole(file(name), bytes);
      if (swept.has(name)) return;
      swept.add(name);
      await sweep(file(name));
    },
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

/** Removes the temporary files of a target whose writers are no more. */
async function sweep(target: string): Promise<void> {
  const folder = dirname(target);
  const left = (await readdir(folder)).filter((name) => name.replace(TEMPORARY, "") === basename(target) && name !== basename(target));
  const dead = left.filter((name) => !isAlive(Number(TEMPORARY.exec(name)?.[1])));
  await Promise.all(dead.map((name) => rm(join(folder, name), { force: true })));
}

/** Whether a process of this number runs; one that may not be asked does. */
function isAlive(process: number): boolean {
  try {
    return kill(process, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Turns "there is no such file" into a value and leaves every other error alone. */
function missing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return value;
    throw error;
  };
}
