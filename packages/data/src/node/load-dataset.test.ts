import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync, strToU8, zipSync } from "fflate";
import { afterAll, beforeAll, expect, it } from "vitest";
import { idxFile, npyFile, npyHeader } from "../../test/array-files.ts";
import { loadDataset, type LoadOptions } from "./load-dataset.ts";

const images = idxFile([2, 1, 2], { body: [0, 51, 102, 255] });
const labels = idxFile([2], { body: [0, 1] });
const x = npyFile(npyHeader("|u1", [2, 1]), { body: [7, 9] });
const y = npyFile(npyHeader("|u1", [2]), { body: [0, 1] });
let folder = "";

/** A new folder of these files. */
async function folderOf(files: Record<string, Uint8Array>): Promise<string> {
  const made = await mkdtemp(join(folder, "d-"));
  await Promise.all(Object.entries(files).map(([name, bytes]) => writeFile(join(made, name), bytes)));
  return made;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "surenet-data-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("loads the pair of IDX files of a folder, or of one file", async () => {
  const made = await folderOf({ "t-images-idx3-ubyte.gz": gzipSync(images), "t-labels-idx1-ubyte": labels });
  for (const path of [made, join(made, "t-images-idx3-ubyte.gz"), join(made, "t-labels-idx1-ubyte")]) {
    const data = await loadDataset(path);
    expect(data).toMatchObject({ inputShape: [1, 2, 1], targets: new Int32Array([0, 1]), classes: 2 });
    expect(data.inputs).toBeClose([0, 0.2, 0.4, 1]);
  }
});

it("asks which of several pairs is meant", async () => {
  const made = await folderOf({
    "train-images-idx3-ubyte": images,
    "train-labels-idx1-ubyte": labels,
    "t10k-images-idx3-ubyte": images,
    "t10k-labels-idx1-ubyte": idxFile([2], { body: [1, 0] }),
  });
  await expect(loadDataset(made)).rejects.toThrowSurenet("E_FILE", /several IDX pairs; expected prefix: one of "t10k-", "train-"/);
  await expect(loadDataset(made, { prefix: "val" })).rejects.toThrowSurenet("E_FILE", /begins with "val"/);
  expect((await loadDataset(made, { prefix: "t10k" })).targets).toEqual(new Int32Array([1, 0]));
  expect((await loadDataset(join(made, "train-images-idx3-ubyte"))).targets).toEqual(new Int32Array([0, 1]));
});

it("loads npy pairs and npz archives", async () => {
  const made = await folderOf({
    "x.npy": x,
    "y.npy": y,
    "a.npz": zipSync({ "x.npy": x, "y.npy": y, "t.npy": npyFile(npyHeader("|u1", [2]), { body: [1, 0] }) }),
  });
  for (const path of [made, join(made, "x.npy"), join(made, "a.npz")]) {
    expect(await loadDataset(path)).toMatchObject({ inputs: new Float32Array([7, 9]), targets: new Int32Array([0, 1]) });
  }
  expect((await loadDataset(join(made, "a.npz"), { targets: "t" })).targets).toEqual(new Int32Array([1, 0]));
  await expect(loadDataset(join(made, "y.npy"))).rejects.toThrowSurenet("E_FILE", /y.npy: these are the targets/);
  await expect(loadDataset(made, { targets: "z" })).rejects.toThrowSurenet("E_FILE", /z.npy: there is no such file/);
});

it("loads tables by their content, whatever they are called", async () => {
  const made = await folderOf({ "a.csv": strToU8("p,kind,q\n1,b,2\n3,a,4"), "b.data": gzipSync(strToU8("p\tkind\tq\n1\tb\t2\n3\ta\t4")) });
  for (const file of ["a.csv", "b.data"]) {
    const data = await loadDataset(join(made, file), { label: "kind" });
    expect(data).toMatchObject({ inputs: new Float32Array([1, 2, 3, 4]), targets: new Int32Array([1, 0]), classNames: ["a", "b"] });
  }
});

it("loads a table without labels when told how many features it has", async () => {
  const made = await folderOf({ "later.csv": strToU8("p,q\n1,2\n3,4") });
  expect(await loadDataset(join(made, "later.csv"), { onlyFeatures: 2 })).toMatchObject({
    inputShape: [2],
    featureNames: ["p", "q"],
    size: 2,
  });
});

const broken: Record<string, Uint8Array> = {
  "empty.csv": new Uint8Array(),
  "binary.csv": Uint8Array.of(1, 0, 2, 0),
  "cut.csv.gz": gzipSync(strToU8("a,b\n1,0\n")).slice(0, 20),
  "cut.npz": zipSync({ "x.npy": x }).slice(0, 100),
  "lonely-images-idx3-ubyte": images,
  "plain-idx": labels,
};
it.each<[string, RegExp, LoadOptions?]>([
  ["empty.csv", /cannot read .*empty.csv: the file is empty/],
  ["binary.csv", /binary.csv: this is none of the formats.*CSV, IDX, npy or npz/],
  ["cut.csv.gz", /cut.csv.gz: the (gzip file|compressed data) is cut short/],
  ["cut.npz", /cut.npz: the zip file is cut short/],
  ["lonely-images-idx3-ubyte", /lonely-images-idx3-ubyte: the file of its labels is not there; expected lonely-labels-idx../],
  ["plain-idx", /plain-idx: an IDX file alone is no dataset/],
  ["empty.cs", /empty.cs: there is no such file or folder. Did you mean "empty.csv"/],
  ["no/such/place.csv", /there is no such file or folder$/],
])("says what is wrong with %s", async (file, message) => {
  await expect(loadDataset(join(await folderOf(broken), file))).rejects.toThrowSurenet("E_FILE", message);
});

it("says what a folder without a dataset holds", async () => {
  await expect(loadDataset(await folderOf({ "a.txt": strToU8("x") }))).rejects.toThrowSurenet(
    "E_FILE",
    /no dataset in this folder.*got "a.txt"/,
  );
  await expect(loadDataset(folder, { labels: "x" } as never)).rejects.toThrowSurenet("E_OPTION", /Did you mean "label"/);
});

it("stops when it is aborted", async () => {
  const made = await folderOf({ "a.csv": strToU8("1,0") });
  await expect(loadDataset(join(made, "a.csv"), { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
});

const digits = fileURLToPath(new URL("../../../../../shared/data/mnist", import.meta.url));
const haveDigits = existsSync(digits);
if (!haveDigits) console.warn(`SKIPPED: the real digits are not at ${digits}`);

it.skipIf(!haveDigits)("loads ten thousand real digits", async () => {
  const data = await loadDataset(digits);
  expect(data).toMatchObject({ size: 10_000, inputShape: [28, 28, 1], classes: 10 });
  const counts = Array.from({ length: 10 }, (_, digit) => data.targets.filter((label: number) => label === digit).length);
  expect(counts).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]); // of the MNIST test set
  expect(Array.from(data.targets.slice(0, 5))).toEqual([7, 2, 1, 0, 4]);
  expect(data.inputs.reduce((low, pixel) => Math.min(low, pixel), 1)).toBe(0);
  expect(data.inputs.reduce((high, pixel) => Math.max(high, pixel), 0)).toBe(1);
  expect(data.inputs.reduce((sum, pixel) => sum + pixel, 0) / data.inputs.length).toBeCloseTo(0.1325, 3); // its published mean
});
