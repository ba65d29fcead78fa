const POLYNOMIAL = 0xedb88320; // x^32 + x^26 + .. + 1 with its bits reversed (RFC 1952, section 8)

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ POLYNOMIAL : c >>> 1;
  return c;
});

/**
 * The checksum of gzip and zip.
 *
 * @example crc32(new TextEncoder().encode("123456789")).toString(16) // "cbf43926", the check value of the standard
 */
export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) c = (TABLE[(c ^ (bytes[i] ?? 0)) & 0xff] ?? 0) ^ (c >>> 8);
  return ~c >>> 0;
}
