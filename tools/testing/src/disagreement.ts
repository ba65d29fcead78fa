import { type Tensor, dispose, setBackend, tidy } from "@tensorflow/tfjs-core";
import { defaultEngine } from "./engines.ts";

/**
 * The largest difference between what an engine computes and what the cpu engine does, relative to `1 + |the cpu engine's|`.
 *
 * Numbers are awaited, since WebGPU has no other way in Node. Infinity when shapes differ or one side alone is not a number.
 */
export async function disagreement(engine: string, compute: () => Tensor[]): Promise<number> {
  try {
    const want = await on("cpu", compute);
    const got = await on(engine, compute);
    if (got.length !== want.length) return Infinity;
    return Math.max(0, ...got.map((values, i) => difference(values, want[i] ?? [])));
  } finally {
    await setBackend(defaultEngine);
  }
}

async function on(engine: string, compute: () => Tensor[]): Promise<number[][]> {
  await setBackend(engine);
  const results = tidy(compute);
  const values = await Promise.all(results.map((result) => result.data()));
  dispose(results);
  return values.map((numbers) => Array.from(numbers));
}

function difference(got: readonly number[], want: readonly number[]): number {
  if (got.length !== want.length) return Infinity;
  return got.reduce((worst, value, i) => {
    const expected = want[i] ?? NaN;
    if (Object.is(value, expected)) return worst;
    const error = Math.abs(value - expected) / (1 + Math.abs(expected));
    return Number.isNaN(error) ? Infinity : Math.max(worst, error);
  }, 0);
}
