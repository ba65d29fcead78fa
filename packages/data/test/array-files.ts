/** An IDX file, byte by byte: `00 00 type rank`, the sizes, the numbers as they are given. */
export function idxFile(shape: readonly number[], { type = 0x08, body }: { type?: number; body: ArrayLike<number> }): Uint8Array {
  const sizes = shape.flatMap((side) => [side >>> 24, (side >>> 16) & 255, (side >>> 8) & 255, side & 255]);
  return Uint8Array.from([0, 0, type, shape.length, ...sizes, ...Array.from(body)]);
}

/** An npy file as `numpy.save` writes it: the header is padded with spaces so that the numbers begin at a multiple of 64. */
export function npyFile(header: string, { body, version = 1 }: { body: ArrayLike<number>; version?: number }): Uint8Array {
  const start = version === 1 ? 10 : 12;
  const length = Math.ceil((start + header.length + 1) / 64) * 64 - start;
  const text = new TextEncoder().encode(header.padEnd(length - 1) + "\n");
  const count = version === 1 ? [length & 255, length >> 8] : [length & 255, length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...new TextEncoder().encode("NUMPY"), version, 0, ...count, ...text, ...Array.from(body)]);
}

/** The header of a C-ordered array. */
export function npyHeader(descr: string, shape: readonly number[]): string {
  return `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
}
