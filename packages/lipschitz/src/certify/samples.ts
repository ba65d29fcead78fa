import type { Tensor } from "@tensorflow/tfjs-core";
import { invalidValue, shapeMismatch } from "@surenet/tensor-backend";
import type { CertifyOptions } from "./certify.ts";

/** Samples as rows of numbers, all finite and of one length, and the shape of one. */
export async function readSamples(
  x: Tensor | readonly ArrayLike<number>[],
): Promise<{ samples: Float32Array[]; shape: readonly number[] }> {
  const samples = await rowsOf(x);
  checkFinite(samples);
  return { samples, shape: "dataId" in x ? x.shape.slice(1) : [samples[0]?.length ?? 0] };
}

/** Something of every sample, in order; lets signals, timers and a page's own work through now and then. */
export async function mapSamples<T>(
  samples: readonly Float32Array[],
  { signal, onProgress }: CertifyOptions,
  f: (sample: Float32Array) => T,
): Promise<T[]> {
  const results: T[] = [];
  let rested = performance.now();
  for (const sample of samples) {
    results.push(f(sample));
    if (performance.now() - rested < 30) continue;
    onProgress?.({ done: results.length, total: samples.length });
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    rested = performance.now();
  }
  return results;
}

async function rowsOf(x: Tensor | readonly ArrayLike<number>[]): Promise<Float32Array[]> {
  if (!("dataId" in x)) return Array.from(x, (row) => Float32Array.from(row));
  const values = Float32Array.from(await x.data());
  const [count = 1] = x.shape;
  const size = values.length / count;
  return Array.from({ length: count }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

function checkFinite(samples: readonly Float32Array[]): void {
  samples.forEach((sample, i) => {
    const wrong = sample.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0 && sample.length === samples[0]?.length) return;
    if (wrong < 0)
      throw shapeMismatch({
        where: "certify",
        problem: `sample ${i} differs from the first`,
        expected: `${samples[0]?.length} features`,
        got: sample.length,
      });
    throw invalidValue({
      where: "certify",
      problem: `feature ${wrong} of sample ${i} is not usable`,
      expected: "a finite number",
      got: sample[wrong],
    });
  });
}
