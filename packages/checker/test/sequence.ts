/** A reproducible sequence in [-1, 1]. */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => ((state = (state * 48271) % 2147483647) / 2147483647) * 2 - 1;
}
