import { type RunStore, checkFileName } from "./run-store.ts";

/**
 * Files in memory: for tests, and for a page that offers them as a download.
 *
 * @example const store = memoryStore(); await saveModel(store, model);
 */
export function memoryStore(): RunStore {
  const files = new Map<string, Uint8Array>();
  return {
    read: async (name) => files.get(name)?.slice(),
    write: async (name, bytes) => {
      checkFileName("memoryStore", name);
      files.set(name, bytes.slice());
    },
    list: async () => [...files.keys()].toSorted(),
    remove: async (name) => void files.delete(name),
  };
}
