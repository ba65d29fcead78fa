import { invalidOption } from "@surenet/tensor-backend";
import type { Batch } from "./batch.ts";

/**
 * The first `n` batches; the one after them is never made.
 *
 * @throws SurenetError `E_OPTION` unless `n` is a positive integer
 * @example for await (const batch of takeBatches(data.batches({ batchSize: 32 }), 3)) { ... }
 */
export function takeBatches(source: AsyncIterable<Batch>, n: number): AsyncIterable<Batch> {
  if (!(Number.isSafeInteger(n) && n > 0))
    throw invalidOption({ where: "takeBatches", option: "n", got: n, expected: "a positive integer" });
  return first(source, n);
}

async function* first(source: AsyncIterable<Batch>, n: number): AsyncGenerator<Batch, void, undefined> {
  let left = n;
  for await (const batch of source) {
    yield batch;
    if (--left === 0) return;
  }
}
