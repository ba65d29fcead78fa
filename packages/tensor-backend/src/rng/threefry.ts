/** Rotation distances of Threefry-2x32 (Salmon, Moraes, Dror & Shaw 2011, table 2). */
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const PARITY = 0x1bd11bda; // the constant that makes the key schedule's words sum to a fixed parity (same paper, §3.3)

/**
 * Threefry-2x32 with 20 rounds: encrypts the counter `(c0, c1)` under the key `(k0, k1)` to two independent 32-bit words.
 *
 * Only additions, rotations and xors of 32-bit integers, so every JavaScript engine gives the same words.
 *
 * @param out receives the two words
 * @see Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011
 * @example threefry2x32(0, 0, 0, 0, out) // out = [0x6b200159, 0x99ba4efe]
 */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number, out: Uint32Array): void {
  const keys = [k0 | 0, k1 | 0, PARITY ^ k0 ^ k1] as const;
  let x = (c0 + keys[0]) | 0;
  let y = (c1 + keys[1]) | 0;
  for (let round = 0; round < 20; round++) {
    x = (x + y) | 0;
    const r = ROTATIONS[round & 7] ?? 0;
    y = ((y << r) | (y >>> (32 - r))) ^ x;
    if ((round & 3) === 3) {
      const step = (round + 1) >> 2;
      x = (x + (keys[step % 3] ?? 0)) | 0;
      y = (y + (keys[(step + 1) % 3] ?? 0) + step) | 0;
    }
  }
  out[0] = x;
  out[1] = y;
}
