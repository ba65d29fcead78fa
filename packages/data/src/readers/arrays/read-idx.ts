import { gunzipped } from "../compressed/gunzip.ts";
import { unreadable } from "../unreadable.ts";
import { checkLength } from "./exact-length.ts";
import { decodeNumbers, type NumberArray, type NumberType } from "./number-array.ts";

const TYPES: Readonly<Record<number, NumberType>> = {
  0x08: "uint8",
  0x09: "int8",
  0x0b: "int16",
  0x0c: "int32",
  0x0d: "float32",
  0x0e: "float64",
};

/** Whether bytes begin as an IDX file does. */
export function isIdx(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && TYPES[bytes[2] ?? 0] !== undefined && (bytes[3] ?? 0) > 0;
}

/**
 * An array in the format of the MNIST files, plain or gzip.
 *
 * Bytes `0 0 type rank`, `rank` sizes (32 bits, big endian), then the numbers (big endian, last axis fastest); see
 * yann.lecun.com/exdb/mnist, "The IDX file format".
 *
 * @param bytes the file, borrowed
 * @throws SurenetError `E_FILE` when it is none, or shorter or longer than its header says
 * @example readIdx(bytes, { name: "t10k-images-idx3-ubyte.gz" }).shape // [10000, 28, 28]
 */
export function readIdx(bytes: Uint8Array, { name }: { readonly name: string }): NumberArray {
  const file = gunzipped(bytes, { name });
  if (file.length === 0) throw unreadable(name, "the file is empty");
  const [zero0, zero1, code = 0, rank = 0] = file;
  const type = TYPES[code];
  if (file.length < 4 || zero0 !== 0 || zero1 !== 0 || type === undefined || rank === 0) {
    const expected = "00 00, a type (08, 09, 0b, 0c, 0d or 0e) and a rank of at least 01";
    throw unreadable(name, "this is no IDX file", { at: "byte 0", expected, got: Array.from(file.subarray(0, 4), hex).join(" ") });
  }
  const header = 4 + 4 * rank;
  if (file.length < header)
    throw unreadable(name, "the header is cut short", { expected: `${header} bytes for rank ${rank}`, got: file.length });
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  checkLength(file, { name, shape, type, header });
  return { name, type, shape, data: decodeNumbers(file.subarray(header), { type, littleEndian: false }) };
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}
