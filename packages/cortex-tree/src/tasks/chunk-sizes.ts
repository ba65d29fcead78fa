/**
 * Sizes of the chunks that a number of samples is worked on in.
 *
 * @example chunkSizes(7, 3) // [3, 3, 1]
 */
export function chunkSizes(count: number, chunk: number): number[] {
  return Array.from({ length: Math.ceil(count / chunk) }, (_, i) => Math.min(chunk, count - i * chunk));
}
