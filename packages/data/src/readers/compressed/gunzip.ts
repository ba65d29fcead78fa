import { unreadable } from "../unreadable.ts";
import { inflate } from "./inflate.ts";

const DEFLATE = 8; // the only method that gzip has
const HEADER_CRC = 2;
const EXTRA = 4;
const FILE_NAME = 8;
const COMMENT = 16;
const TRAILER_BYTES = 8; // checksum and length

/** Whether bytes begin as a gzip file does. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** {@link gunzip} of a gzip file, any other file as it is. */
export function gunzipped(bytes: Uint8Array, { name }: { readonly name: string }): Uint8Array {
  return isGzip(bytes) ? gunzip(bytes, { name }) : bytes;
}

/**
 * The content of a gzip file (RFC 1952) with one member, checked by its length and checksum.
 *
 * @throws SurenetError `E_FILE` when it is cut short, damaged, or followed by more data
 * @example gunzip(bytes, { name: "t10k-images-idx3-ubyte.gz" })
 */
export function gunzip(bytes: Uint8Array, { name }: { readonly name: string }): Uint8Array {
  const start = headerLength(bytes, name);
  const end = bytes.length - TRAILER_BYTES;
  if (end <= start) throw cutShort(bytes, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return inflate(bytes.subarray(start, end), { name, crc: view.getUint32(end, true), size: view.getUint32(end + 4, true) });
}

function headerLength(bytes: Uint8Array, name: string): number {
  if (!isGzip(bytes)) throw unreadable(name, "this is no gzip file", { expected: "1f 8b at byte 0" });
  const flags = bytes[3] ?? 0;
  if (bytes.length > 3 && (bytes[2] !== DEFLATE || flags > 31)) {
    throw unreadable(name, "the gzip header is damaged", { at: "byte 2", expected: "method 8 and flags below 32", got: [bytes[2], flags] });
  }
  let at = 10;
  if (flags & EXTRA) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const text of [FILE_NAME, COMMENT]) {
    if (!(flags & text)) continue;
    const zero = bytes.indexOf(0, at);
    if (zero < 0) throw cutShort(bytes, name);
    at = zero + 1;
  }
  return flags & HEADER_CRC ? at + 2 : at;
}

function cutShort(bytes: Uint8Array, name: string): Error {
  return unreadable(name, `the gzip file is cut short after ${bytes.length} bytes`, { fix: "Copy the file again." });
}
