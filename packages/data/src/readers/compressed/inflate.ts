import { FlateErrorCode, inflateSync } from "fflate";
import { unreadable } from "../unreadable.ts";
import { crc32 } from "./crc32.ts";

export interface InflateOptions {
  /** The file (and the entry in it) for messages. */
  readonly name: string;
  /** The checksum of the result. */
  readonly crc: number;
  /** The length of the result in bytes, modulo 2^32. */
  readonly size: number;
}

/**
 * Raw deflate data, checked against the length and the checksum that its container promises.
 *
 * @throws SurenetError `E_FILE` when the data is cut short or damaged; never returns a part
 */
export function inflate(deflated: Uint8Array, { name, crc, size }: InflateOptions): Uint8Array {
  const bytes = unpacked(deflated, name);
  if (bytes.length % 2 ** 32 !== size) {
    throw unreadable(name, "the compressed data is damaged", { expected: `${size} bytes after unpacking`, got: bytes.length });
  }
  return checked(bytes, { name, crc });
}

/** @throws SurenetError `E_FILE` unless the bytes have this checksum */
export function checked(bytes: Uint8Array, { name, crc }: Omit<InflateOptions, "size">): Uint8Array {
  const found = crc32(bytes);
  if (found !== crc) throw unreadable(name, "the data is damaged", { expected: `checksum ${hex(crc)}`, got: hex(found) });
  return bytes;
}

function unpacked(deflated: Uint8Array, name: string): Uint8Array {
  try {
    return inflateSync(deflated);
  } catch (cause) {
    const cut = cause instanceof Error && "code" in cause && cause.code === FlateErrorCode.UnexpectedEOF;
    const problem = cut ? `the compressed data is cut short after ${deflated.length} bytes` : "the compressed data is damaged";
    throw unreadable(name, problem, { fix: "Copy the file again.", cause });
  }
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}
