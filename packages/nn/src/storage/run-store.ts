import { invalidOption } from "@surenet/tensor-backend";

/**
 * Where the files of a run live: a folder, the browser's storage, memory.
 *
 * Names are relative paths such as `model.json` and `checkpoint/latest.safetensors`.
 */
export interface RunStore {
  /** The file's bytes, or undefined when there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Replaces the file as a whole: whoever reads sees the old bytes or the new ones, also after a crash. */
  write(name: string, bytes: Uint8Array): Promise<void>;
  /** All names, sorted. */
  list(): Promise<string[]>;
  /** Does nothing when there is no such file. */
  remove(name: string): Promise<void>;
}

/**
 * Refuses names that lead out of the store.
 *
 * @throws SurenetError `E_OPTION`
 */
export function checkFileName(where: string, name: string): void {
  const parts = name.split("/");
  if (parts.every((part) => /^[\w.-]+$/.test(part) && part !== "." && part !== "..")) return;
  throw invalidOption({ where, option: "name", got: name, expected: "a relative path of letters, digits, dots, dashes and underscores" });
}
