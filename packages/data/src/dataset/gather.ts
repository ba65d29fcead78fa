export function gather(values: Float32Array, rows: ArrayLike<number>, width: number): Float32Array;
export function gather(values: Int32Array, rows: ArrayLike<number>, width: number): Int32Array;
export function gather(values: Float32Array | Int32Array, rows: ArrayLike<number>, width: number): Float32Array | Int32Array;
/**
 * The given rows of a `[.., width]` array, copied.
 *
 * @example gather(new Float32Array([1, 2, 3, 4]), [1, 1, 0], 2) // [3, 4, 3, 4, 1, 2]
 */
export function gather(values: Float32Array | Int32Array, rows: ArrayLike<number>, width: number): Float32Array | Int32Array {
  const length = rows.length * width;
  const out = values instanceof Int32Array ? new Int32Array(length) : new Float32Array(length);
  for (let i = 0; i < rows.length; i++) {
    const start = (rows[i] ?? 0) * width;
    out.set(values.subarray(start, start + width), i * width);
  }
  return out;
}
