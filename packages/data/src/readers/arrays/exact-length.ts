import { unreadable } from "../unreadable.ts";
import { BYTES, type NumberType } from "./number-array.ts";

export interface ExpectedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: NumberType;
  /** Bytes before the numbers. */
  readonly header: number;
}

/**
 * Refuses a file whose length differs from what its header promises: neither a part nor an excess is read.
 *
 * @throws SurenetError `E_FILE` with both numbers of bytes
 */
export function checkLength(bytes: Uint8Array, { name, shape, type, header }: ExpectedArray): void {
  const expected = header + shape.reduce((total, side) => total * side, BYTES[type]);
  if (bytes.length === expected) return;
  throw unreadable(name, bytes.length < expected ? "the data is cut short" : "there is more data than the header says", {
    expected: `${expected} bytes for shape [${shape.join(", ")}] of ${type}`,
    got: bytes.length,
  });
}
