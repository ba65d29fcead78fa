import { nearest } from "@surenet/tensor-backend";
import { unzip } from "../compressed/unzip.ts";
import { unreadable } from "../unreadable.ts";
import type { NumberArray } from "./number-array.ts";
import { readNpy } from "./read-npy.ts";

/** The arrays of an archive by name. */
export interface NpzArchive {
  readonly names: readonly string[];
  /** @throws SurenetError `E_FILE` when there is no array of this name, or it is damaged or holds no plain numbers */
  readonly array: (name: string) => NumberArray;
}

/**
 * A NumPy archive (`savez`, `savez_compressed`): a zip file of npy files. An array is unpacked and checked when it is asked for.
 *
 * @param bytes the file, borrowed
 * @throws SurenetError `E_FILE` when it is none, or cut short
 * @example readNpz(bytes, { name: "iris.npz" }).array("x").shape // [150, 4]
 */
export function readNpz(bytes: Uint8Array, { name }: { readonly name: string }): NpzArchive {
  if (bytes.length === 0) throw unreadable(name, "the file is empty");
  const entries = unzip(bytes, { name }).filter(({ path }) => path.endsWith(".npy"));
  const names = entries.map(({ path }) => path.slice(0, -".npy".length));
  const twice = names.find((array, i) => names.indexOf(array) !== i);
  if (twice !== undefined) throw unreadable(name, `the array ${JSON.stringify(twice)} is there twice`);
  return {
    names,
    array: (wanted) => {
      const entry = entries[names.indexOf(wanted)];
      if (entry === undefined) throw missing(wanted, names, name);
      return readNpy(entry.read(), { name: `${name}, array ${JSON.stringify(wanted)}` });
    },
  };
}

function missing(wanted: string, names: readonly string[], name: string): Error {
  const close = nearest(wanted, names);
  return unreadable(name, `there is no array ${JSON.stringify(wanted)}`, {
    expected: names.length > 0 ? `one of ${names.join(", ")}` : "an archive that holds npy files",
    ...(close === undefined ? {} : { fix: `Did you mean ${JSON.stringify(close)}?` }),
  });
}
