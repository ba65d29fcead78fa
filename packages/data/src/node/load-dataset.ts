import { basename, dirname, join } from "node:path";
import { checkOptions } from "@surenet/tensor-backend";
import type { ArrayDataset } from "../dataset/array-dataset.ts";
import { datasetFromArrays } from "../readers/arrays/dataset-from-arrays.ts";
import { isIdx } from "../readers/arrays/read-idx.ts";
import { isNpy, readNpy } from "../readers/arrays/read-npy.ts";
import { gunzipped } from "../readers/compressed/gunzip.ts";
import { CSV_OPTIONS } from "../readers/csv/read-csv.ts";
import { readDataset, type ReadOptions } from "../readers/read-dataset.ts";
import { unreadable } from "../readers/unreadable.ts";
import { type IdxPair, idxPairs } from "./idx-pairs.ts";
import { listFolder, readBytes } from "./read-bytes.ts";

/** Options of formats other than the one found are not looked at. */
export interface LoadOptions extends ReadOptions {
  /** IDX: which pair of a folder, by the beginning of its names (`train`, `t10k`). */
  readonly prefix?: string | undefined;
  /** npz: the array of inputs; npy: its file without `.npy`. `x` when omitted. */
  readonly inputs?: string | undefined;
  /** The same for the targets; `y` when omitted. */
  readonly targets?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A dataset from the disk, told by its content: a folder with a pair of IDX files or of `x.npy` and `y.npy`, one file of such a pair,
 * a table (CSV, TSV), or an npz archive. Everything but npz may be gzip.
 *
 * @throws SurenetError `E_FILE` naming the file and what is wrong with it, `E_OPTION`; `signal.reason` when aborted
 * @example
 * const digits = await loadDataset("data/mnist", { prefix: "t10k" });
 * const iris = await loadDataset("iris.csv", { label: "species" });
 */
export async function loadDataset(path: string, options: LoadOptions = {}): Promise<ArrayDataset> {
  checkOptions("loadDataset", options, [...CSV_OPTIONS, "prefix", "inputs", "targets", "signal"]);
  const files = await listFolder(path);
  return files === undefined ? loadFile(path, options) : loadFolder(path, files, options);
}

async function loadFolder(folder: string, files: readonly string[], options: LoadOptions): Promise<ArrayDataset> {
  const pairs = idxPairs(files);
  if (pairs.length > 0) return loadPair(folder, chosenPair(folder, pairs, options), options);
  const { inputs = "x" } = options;
  if (files.includes(`${inputs}.npy`)) return loadNpy(join(folder, `${inputs}.npy`), options);
  const some = files.length > 8 ? [...files.slice(0, 8), `.. (${files.length} files)`] : files;
  throw unreadable(folder, "there is no dataset in this folder", {
    expected: `IDX files (..images-idx3-ubyte, ..labels-idx1-ubyte) or ${inputs}.npy and ${options.targets ?? "y"}.npy`,
    got: some.length > 0 ? some.join(", ") : "nothing",
    fix: "Name a file if it is a table or an npz archive.",
  });
}

async function loadFile(path: string, options: LoadOptions): Promise<ArrayDataset> {
  const bytes = await readBytes(path, options.signal);
  const content = gunzipped(bytes, { name: path });
  const { label, header, delimiter, missing, task, classes, classNames, onlyFeatures, inputs, targets } = options;
  if (isNpy(content)) return loadNpy(path, options);
  if (isIdx(content)) return loadPair(dirname(path), partners(path, await listFolder(dirname(path))), options);
  const reading = { label, header, delimiter, missing, task, classes, classNames, onlyFeatures, inputs, targets };
  return readDataset([{ name: path, bytes: content }], reading);
}

async function loadNpy(path: string, { targets = "y", task, classes, signal }: LoadOptions): Promise<ArrayDataset> {
  const read = async (file: string) => readNpy(await readBytes(file, signal), { name: file });
  const partner = join(dirname(path), `${targets}.npy`);
  if (basename(partner) === basename(path)) throw unreadable(path, "these are the targets", { fix: "Name the file of the inputs." });
  return datasetFromArrays(await read(path), await read(partner), { task, classes });
}

async function loadPair(
  folder: string,
  { prefix, images, labels }: IdxPair,
  { task, classes, signal }: LoadOptions,
): Promise<ArrayDataset> {
  if (images === undefined || labels === undefined) {
    const [there, other] = images === undefined ? [labels, "images"] : [images, "labels"];
    throw unreadable(join(folder, there ?? ""), `the file of its ${other} is not there`, { expected: `${prefix}${other}-idx.. beside it` });
  }
  const read = async (file: string) => ({ name: join(folder, file), bytes: await readBytes(join(folder, file), signal) });
  return readDataset([await read(images), await read(labels)], { task, classes });
}

function chosenPair(folder: string, pairs: readonly IdxPair[], { prefix = "" }: LoadOptions): IdxPair {
  const [chosen, ...others] = pairs.filter((pair) => pair.prefix.startsWith(prefix));
  if (chosen !== undefined && others.length === 0) return chosen;
  const problem = chosen === undefined ? `there is no IDX pair that begins with ${JSON.stringify(prefix)}` : "there are several IDX pairs";
  throw unreadable(folder, problem, { expected: `prefix: one of ${pairs.map((pair) => JSON.stringify(pair.prefix)).join(", ")}` });
}

/** The pair that one of its files belongs to. */
function partners(path: string, files: readonly string[] = []): IdxPair {
  const file = basename(path);
  const [{ prefix } = { prefix: undefined }] = idxPairs([file]);
  const pair = idxPairs(files).find((some) => some.prefix === prefix);
  if (pair === undefined) {
    throw unreadable(path, "an IDX file alone is no dataset", {
      expected: "a name with images-idx.. or labels-idx.., and the other one beside it",
    });
  }
  return pair;
}
