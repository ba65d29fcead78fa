/// <reference types="node" />
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { need } from "../files/refusal.ts";

/** Inputs as the network sees them, and their classes where the files tell them. */
export interface Inputs {
  readonly samples: readonly Float32Array[];
  readonly labels: readonly number[] | undefined;
}

/**
 * Inputs from a file or a folder: IDX images of bytes (`…images-idx3-ubyte`, divided by the scale of the ledger) with their labels beside them, or an npy file of
 * float32 or bytes, one sample a row. All plain or gzip.
 *
 * @throws Refusal for what is none of these
 */
export async function readInputs(
  place: string,
  { scale, size }: { readonly scale: number | undefined; readonly size: number },
): Promise<Inputs> {
  const file = (await stat(place)).isDirectory() ? await imagesIn(place) : place;
  const bytes = await readBytes(file);
  if (/\.npy(\.gz)?$/.test(file)) return { samples: cut(readNpy(bytes, file, scale), size, file), labels: undefined };
  const pixels = readIdx(bytes, 3, file);
  need(scale !== undefined, file, "these are whole numbers, and the ledger gives no scale for such inputs");
  const samples = cut(Float32Array.from(pixels, (k) => Math.fround(k / scale)), size, file); // prettier-ignore
  const beside = file.replace("images-idx3", "labels-idx1");
  const hasLabels = beside !== file && (await stat(beside).then(() => true, () => false)); // prettier-ignore
  const labels = hasLabels ? Array.from(readIdx(await readBytes(beside), 1, beside)) : undefined;
  need(labels === undefined || labels.length === samples.length, beside, `${samples.length} labels are expected, got ${labels?.length}`);
  return { samples, labels };
}

async function imagesIn(folder: string): Promise<string> {
  const name = (await readdir(folder)).find((entry) => entry.includes("images-idx3"));
  need(name !== undefined, folder, "there are no images (…images-idx3-ubyte) in it");
  return path.join(folder, name);
}

async function readBytes(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file);
  return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

/** The bytes of an IDX file of unsigned bytes. */
function readIdx(bytes: Uint8Array, rank: number, file: string): Uint8Array {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  need(bytes.length >= 4 + 4 * rank && header.getUint32(0) === 0x800 + rank, file, `no IDX file of unsigned bytes with ${rank} axes`);
  const count = Array.from({ length: rank }, (_, i) => header.getUint32(4 + 4 * i)).reduce((product, side) => product * side, 1);
  need(bytes.length === 4 + 4 * rank + count, file, `${count} bytes are promised and ${bytes.length - 4 - 4 * rank} there`);
  return bytes.subarray(4 + 4 * rank);
}

function readNpy(bytes: Uint8Array, file: string, scale: number | undefined): Float32Array {
  const isNpy = bytes.length > 10 && String.fromCharCode(...bytes.subarray(1, 6)) === "NUMPY" && bytes[6] === 1;
  need(isNpy, file, "no npy file of version 1");
  const length = (bytes[8] ?? 0) + 256 * (bytes[9] ?? 0);
  const header = new TextDecoder().decode(bytes.subarray(10, 10 + length));
  const [, type] = /'descr': '([^']+)'/.exec(header) ?? [];
  need(
    /'fortran_order': False/.test(header) && (type === "<f4" || type === "|u1"),
    file,
    `float32 or bytes in C order are expected, got ${type}`,
  );
  const data = bytes.slice(10 + length);
  if (type === "<f4") return new Float32Array(data.buffer, 0, Math.floor(data.length / 4));
  need(scale !== undefined, file, "these are whole numbers, and the ledger gives no scale for such inputs");
  return Float32Array.from(data, (k) => Math.fround(k / scale));
}

function cut(values: Float32Array, size: number, file: string): Float32Array[] {
  need(values.length % size === 0 && values.length > 0, file, `${values.length} numbers are no samples of ${size}`);
  return Array.from({ length: values.length / size }, (_, i) => values.slice(i * size, (i + 1) * size));
}
