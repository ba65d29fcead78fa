import { checkOptions } from "@surenet/tensor-backend";
import type { ArrayDataset } from "../dataset/array-dataset.ts";
import { datasetFromArrays } from "./arrays/dataset-from-arrays.ts";
import { isIdx, readIdx } from "./arrays/read-idx.ts";
import { isNpy } from "./arrays/read-npy.ts";
import { readNpz } from "./arrays/read-npz.ts";
import { gunzipped } from "./compressed/gunzip.ts";
import { isZip } from "./compressed/unzip.ts";
import { CSV_OPTIONS, type CsvOptions, readCsv } from "./csv/read-csv.ts";
import { unreadable } from "./unreadable.ts";

/** A file that was read already: picked in a page, received. */
export interface NamedFile {
  readonly name: string;
  /** Plain or gzip. */
  readonly bytes: Uint8Array;
}

/** Options of formats other than the one found are not looked at. */
export interface ReadOptions extends CsvOptions {
  /** npz: the array of inputs; `x` when omitted. */
  readonly inputs?: string | undefined;
  /** The same for the targets; `y` when omitted. */
  readonly targets?: string | undefined;
}

/**
 * A dataset from files in memory, told by their content: one table (CSV, TSV), one npz archive, or the two IDX files of images and labels in any order.
 *
 * @param files borrowed
 * @throws SurenetError `E_FILE` naming the file and what is wrong with it, `E_OPTION`
 * @example readDataset([{ name: "pets.csv", bytes: new TextEncoder().encode("1,2,cat\n3,4,dog") }]).classNames // ["cat", "dog"]
 */
export function readDataset(files: readonly NamedFile[], options: ReadOptions = {}): ArrayDataset {
  checkOptions("readDataset", options, [...CSV_OPTIONS, "inputs", "targets"]);
  const { inputs = "x", targets = "y", task, classes, ...csv } = options;
  const [first, second, ...more] = files.map(({ name, bytes }) => ({ name, bytes: gunzipped(bytes, { name }) }));
  if (first === undefined) throw unreadable("no file", "there is none", { expected: "a table, an npz archive or two IDX files" });
  const empty = [first, second].find((file) => file?.bytes.length === 0);
  if (empty !== undefined) throw unreadable(empty.name, "the file is empty");
  if (second !== undefined) return readPair([first, second, ...more], { task, classes });
  const { name, bytes } = first;
  if (isIdx(bytes))
    throw unreadable(name, "an IDX file alone is no dataset", { expected: "the file of the images and that of the labels" });
  if (isNpy(bytes))
    throw unreadable(name, "an npy file alone is no dataset", { expected: "an npz archive with the inputs and the targets" });
  if (isZip(bytes)) {
    const archive = readNpz(bytes, { name });
    return datasetFromArrays(archive.array(inputs), archive.array(targets), { task, classes });
  }
  if (bytes.subarray(0, 1024).includes(0)) throw unreadable(name, "this is none of the formats that are read", { expected: "CSV, IDX, npy or npz" }); // prettier-ignore
  return readCsv(bytes, { name, task, classes, ...csv });
}

/** The labels are the ones with a single axis. */
function readPair(files: readonly NamedFile[], { task, classes }: Pick<ReadOptions, "task" | "classes">): ArrayDataset {
  const odd = files.find(({ bytes }) => !isIdx(bytes)) ?? files[2];
  if (odd !== undefined) throw unreadable(odd.name, `it does not belong to ${files[0] === odd ? files[1]?.name : files[0]?.name}`, { expected: "one table, one npz archive, or the two IDX files of images and labels" }); // prettier-ignore
  const arrays = files.map(({ name, bytes }) => readIdx(bytes, { name }));
  const [images, labels] = arrays.toSorted((a, b) => b.shape.length - a.shape.length);
  if (images === undefined || labels === undefined) throw unreadable("no file", "there is none");
  return datasetFromArrays(images, labels, { task, classes });
}
