import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import type { Acceptance } from "../acceptance.ts";
import { surenet } from "../command.ts";
import { inTemporaryFolder } from "../paths.ts";

interface BadInput {
  readonly what: string;
  readonly words: readonly string[];
  /** What the message has to say. */
  readonly says: RegExp;
}

/** Everything a person may get wrong is said in one paragraph, ends with code 2, and changes no file. */
export const badInput: Acceptance = {
  id: "foundation/6",
  about: "bad input: one paragraph, exit code 2, nothing written or overwritten",
  async run(report) {
    await inTemporaryFolder(async (folder) => {
      const cases = await prepare(folder);
      const before = await contents(folder);
      for (const { what, words, says } of cases) {
        const { code, stdout, stderr } = await surenet(words, { cwd: folder });
        const paragraph = stderr.split("\n").filter((line) => line.startsWith("surenet: "));
        const clean = paragraph.length === 1 && !/\n\s+at /.test(stderr) && says.test(stderr) && !/certified/.test(stdout);
        const untouched = (await contents(folder)) === before;
        report.check(
          what,
          code === 2 && clean && untouched,
          `${code === 2 ? "" : `exit code ${code}! `}${untouched ? "" : "files changed! "}${paragraph[0] ?? stderr.slice(-300)}`,
        );
      }
    });
  },
};

async function prepare(folder: string): Promise<BadInput[]> {
  const file = (name: string, content: string | Uint8Array): Promise<void> => writeFile(path.join(folder, name), content);
  const table = (rows: number): string => `a,b,label\n${Array.from({ length: rows }, (_, i) => `${i},${-i},${i % 2}`).join("\n")}\n`;
  const zipped = gzipSync(table(200));
  const images = idx(0x08, [20, 2, 2], 80);
  await file("empty.csv", "");
  await file("truncated.csv.gz", zipped.subarray(0, zipped.length - 9));
  await file("text.csv", table(20).replace("\n7,-7", "\n7,n/a"));
  await file("labels.csv", table(20).replace("\n7,-7,1", "\n7,-7,-3"));
  await file("nan.csv", table(20).replace("\n7,-7", "\n7,NaN"));
  await mkdir(path.join(folder, "idx"));
  await file("idx/t-images-idx3-ubyte", images);
  await file("idx/t-labels-idx1-ubyte", idx(0x08, [20], 19)); // one label short
  await mkdir(path.join(folder, "npy"));
  await file("npy/x.npy", npy("<f4", [10, 2], new Uint8Array(Float32Array.from({ length: 20 }, (_, i) => (i === 7 ? NaN : i)).buffer)));
  await file("npy/y.npy", npy("<i4", [10], new Uint8Array(Int32Array.from({ length: 10 }, (_, i) => i % 2).buffer)));

  const trained = await surenet(["train", "--samples", "200", "--hidden", "8,8", "--epochs", "1", "--quiet", "--out", "run"], {
    cwd: folder,
  });
  if (trained.code !== 0) throw new Error(trained.stderr);
  for (const name of ["flipped", "cut", "foreign"]) await cp(path.join(folder, "run"), path.join(folder, name), { recursive: true });
  const weights = await readFile(path.join(folder, "run/model.safetensors"));
  const flipped = Uint8Array.from(weights);
  flipped[flipped.length - 5] = (flipped[flipped.length - 5] ?? 0) ^ 1;
  await file("flipped/model.safetensors", flipped);
  await file("cut/model.safetensors", weights.subarray(0, weights.length / 2));
  await file("foreign/model.json", '{"format":"something else"}');

  const train = (data: string): string[] => ["train", "--data", data, "--out", "fresh"];
  const certify = (model: string): string[] => ["certify", "--model", model, "--data", "twoMoons"];
  return [
    { what: "an empty file", words: train("empty.csv"), says: /empty\.csv.*empty/ },
    { what: "a truncated gzip", words: train("truncated.csv.gz"), says: /truncated\.csv\.gz/ },
    { what: "a text cell", words: train("text.csv"), says: /text\.csv, line 9, column "b": "n\/a" is not a number/ },
    { what: "a negative label", words: train("labels.csv"), says: /labels\.csv.*line 9/ },
    { what: "NaN in a table", words: train("nan.csv"), says: /nan\.csv, line 9/ },
    { what: "an IDX file of another length", words: train("idx"), says: /labels-idx1.*(19|20)/ },
    { what: "NaN pixels in an npy", words: train("npy"), says: /sample 3/ },
    { what: "an unknown option", words: ["train", "--epoch", "3", "--out", "fresh"], says: /--epoch.*Did you mean --epochs/ },
    { what: "an unknown command", words: ["trian"], says: /Did you mean train/ },
    { what: "no data of that name", words: train("twoMoon"), says: /Did you mean twoMoons/ },
    { what: "weights with one flipped bit", words: certify("flipped"), says: /model\.safetensors.*SHA-256/ },
    { what: "half of the weights", words: certify("cut"), says: /model\.safetensors/ },
    { what: "a foreign model.json", words: certify("foreign"), says: /model\.json.*surenet-model/ },
    { what: "a folder that is no run", words: certify("idx"), says: /model\.json/ },
  ];
}

/** An IDX file of unsigned bytes whose header promises `shape` and which holds `count`. */
function idx(type: number, shape: readonly number[], count: number): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, type);
  header.setUint8(3, shape.length);
  shape.forEach((side, i) => header.setUint32(4 + 4 * i, side));
  return Uint8Array.from([...new Uint8Array(header.buffer), ...Array.from({ length: count }, (_, i) => i % 2)]);
}

function npy(descr: string, shape: readonly number[], data: Uint8Array): Uint8Array {
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const text = `${dict.padEnd(Math.ceil((dict.length + 11) / 64) * 64 - 11)}\n`;
  const head = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, text.length & 255, text.length >> 8, ...new TextEncoder().encode(text)];
  return Uint8Array.from([...head, ...data]);
}

/** A hash of every name and byte below a folder. */
async function contents(folder: string): Promise<string> {
  const hash = createHash("sha256");
  const names = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const name of names.sort()) hash.update(name).update(await readFile(name));
  return hash.digest("hex");
}
