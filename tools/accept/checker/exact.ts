/** Numbers as integers over 2^600: sums are exact, and so are products of float32 and float64 numbers of ordinary size; whatever is cut off lies below 2^-600. */
const BITS = 600n;

/** @throws RangeError for a number that such an integer cannot hold */
export function exactly(value: number): bigint {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no number`);
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const all = bits.getBigUint64(0);
  const exponent = Number((all >> 52n) & 0x7ffn);
  const fraction = all & ((1n << 52n) - 1n);
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  const shift = BigInt(Math.max(exponent, 1) - 1075) + BITS;
  const magnitude = shift >= 0n ? mantissa << shift : mantissa >> -shift;
  return all >> 63n === 1n ? -magnitude : magnitude;
}

export function times(a: bigint, b: bigint): bigint {
  return (a * b) >> BITS;
}

export function over(a: bigint, b: bigint): bigint {
  return (a << BITS) / b;
}

/** @param a not negative */
export function root(a: bigint): bigint {
  if (a === 0n) return 0n;
  const square = a << BITS;
  let guess = 1n << BigInt((square.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (guess + square / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** To the nearest float64, good to 2^-50 of itself. */
export function approximately(a: bigint): number {
  const isNegative = a < 0n;
  const magnitude = isNegative ? -a : a;
  const excess = BigInt(Math.max(0, magnitude.toString(2).length - 60));
  const value = Number(magnitude >> excess) * 2 ** Number(excess - BITS);
  return isNegative ? -value : value;
}

/** Whether `c·I - W Wᵀ` is positive definite, by exact elimination over the integers; float64 entries. */
export function isAbove(square: bigint, rows: readonly (readonly number[])[]): boolean {
  const w = rows.map((row) => row.map(exactly));
  let a = w.map((one, i) => w.map((other, j) => (i === j ? square << BITS : 0n) - one.reduce((sum, value, t) => sum + value * (other[t] ?? 0n), 0n)));
  let previous = 1n;
  for (let k = 0; k < a.length; k++) {
    const pivot = a[k]?.[k] ?? 0n;
    if (pivot <= 0n) return false; // a leading minor of the matrix
    const divisor = previous;
    a = a.map((row, i) => (i <= k ? row : row.map((value, j) => (j <= k ? 0n : (value * pivot - (row[k] ?? 0n) * (a[k]?.[j] ?? 0n)) / divisor))));
    previous = pivot;
  }
  return true;
} // prettier-ignore
