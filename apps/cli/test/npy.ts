/** An npy file of version 1: the header padded so that the numbers begin at a multiple of 64, then the numbers. */
export function npy(shape: readonly number[], numbers: Float32Array | Int32Array): Uint8Array {
  const type = numbers instanceof Float32Array ? "<f4" : "<i4";
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const header = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`;
  const head = [0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length & 255, header.length >> 8];
  return Uint8Array.from([...head, ...new TextEncoder().encode(header), ...new Uint8Array(numbers.buffer)]);
}
