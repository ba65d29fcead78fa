import { readdir, readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { nearest } from "@surenet/tensor-backend";
import { unreadable } from "../readers/unreadable.ts";

/** The bytes of a file. @throws SurenetError `E_FILE`, naming the nearest file when there is none of this name */
export async function readBytes(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, signal === undefined ? {} : { signal });
  } catch (cause) {
    signal?.throwIfAborted();
    throw await notFound(path, cause);
  }
}

/** The names in a folder, or undefined when `path` is a file. @throws SurenetError `E_FILE` when it is neither */
export async function listFolder(path: string): Promise<string[] | undefined> {
  try {
    return (await readdir(path)).toSorted();
  } catch (cause) {
    if (code(cause) === "ENOTDIR") return undefined;
    throw await notFound(path, cause);
  }
}

async function notFound(path: string, cause: unknown): Promise<Error> {
  if (code(cause) !== "ENOENT") return unreadable(path, cause instanceof Error ? cause.message : String(cause), { cause });
  const siblings = await readdir(dirname(path)).catch(() => []);
  const close = nearest(basename(path), siblings);
  return unreadable(path, "there is no such file or folder", close === undefined ? {} : { fix: `Did you mean ${JSON.stringify(close)}?` });
}

function code(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
