import { gunzipped } from "../compressed/gunzip.ts";
import { unreadable } from "../unreadable.ts";
import { checkLength } from "./exact-length.ts";
import { parseNpyHeader } from "./npy-header.ts";
import { decodeNumbers, type NumberArray, type NumberData } from "./number-array.ts";

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/** Whether bytes begin as an npy file does. */
export function isNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * An array in NumPy's format, versions 1 to 3, of either byte order and either memory order; plain or gzip.
 *
 * Bytes `\x93NUMPY major minor`, the length of the header (16 bits, from version 2 on 32 bits, little endian), the header, the numbers; see
 * numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 *
 * @param bytes the file, borrowed
 * @throws SurenetError `E_FILE` when it is none, holds no plain numbers, or is shorter or longer than its header says
 * @example readNpy(bytes, { name: "x.npy" }).shape // [150, 4]
 */
export function readNpy(bytes: Uint8Array, { name }: { readonly name: string }): NumberArray {
  const file = gunzipped(bytes, { name });
  if (file.length === 0) throw unreadable(name, "the file is empty");
  if (!isNpy(file)) throw unreadable(name, "this is no npy file", { at: "byte 0", expected: "\\x93NUMPY" });
  const start = headerStart(file, name);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const end = start + (start === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (file.length < end) throw unreadable(name, "the header is cut short", { expected: `${end} bytes`, got: file.length });
  const header = parseNpyHeader(new TextDecoder().decode(file.subarray(start, end)), { name });
  const { type, littleEndian, fortranOrder, shape } = header;
  checkLength(file, { name, shape, type, header: end });
  const data = decodeNumbers(file.subarray(end), { type, littleEndian });
  if (type === "int64") checkSafe(data, name);
  return { name, type, shape, data: fortranOrder ? lastAxisFastest(data, shape) : data };
}

function headerStart(file: Uint8Array, name: string): number {
  const major = file[6];
  if (major !== undefined && (major < 1 || major > 3 || (file[7] ?? 0) !== 0)) {
    throw unreadable(name, "the npy version is not known", { at: "byte 6", expected: "1.0, 2.0 or 3.0", got: `${major}.${file[7]}` });
  }
  const start = major === 1 ? 10 : 12;
  if (file.length < start) throw unreadable(name, "the header is cut short", { expected: `${start} bytes`, got: file.length });
  return start;
}

function checkSafe(data: NumberData, name: string): void {
  const at = data.findIndex((value) => !Number.isSafeInteger(value));
  if (at >= 0) throw unreadable(name, "an integer is too large", { at: `number ${at}`, expected: "below 2^53", got: data[at] });
}

/** From Fortran's order, first axis fastest, to C's. */
function lastAxisFastest(data: NumberData, shape: readonly number[]): NumberData {
  const out = data.slice();
  const index = shape.map(() => 0);
  for (let from = 0; from < data.length; from++) {
    out[shape.reduce((to, side, axis) => to * side + (index[axis] ?? 0), 0)] = data[from] ?? 0;
    for (let axis = 0; axis < shape.length; axis++) {
      index[axis] = ((index[axis] ?? 0) + 1) % (shape[axis] ?? 1);
      if (index[axis] !== 0) break;
    }
  }
  return out;
}
