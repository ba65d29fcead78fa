import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { tensor } from "@tensorflow/tfjs-core";
import type { Batch, BatchOptions } from "../batches/batch.ts";
import { type DatasetArrays, product } from "./check-dataset.ts";
import { gather } from "./gather.ts";

/**
 * One pass over arrays. Options are checked, and the order is drawn, at the call; each batch is made when it is asked for.
 *
 * Stopping early leaves nothing behind, since a batch belongs to the receiver from the moment it exists.
 *
 * @throws SurenetError `E_OPTION`; while iterating, `signal.reason` once the signal is aborted
 */
export function arrayBatches(data: DatasetArrays & { readonly size: number }, options: BatchOptions): AsyncIterable<Batch> {
  checkOptions("batches", options, ["batchSize", "rng", "from", "dropLast", "signal"]);
  const { batchSize, rng, from = 0, dropLast = false, signal } = options;
  if (!(Number.isSafeInteger(batchSize) && batchSize > 0)) {
    throw invalidOption({ where: "batches", option: "batchSize", got: batchSize, expected: "a positive integer" });
  }
  const count = dropLast ? Math.floor(data.size / batchSize) : Math.ceil(data.size / batchSize);
  if (!(Number.isSafeInteger(from) && from >= 0 && from <= count)) {
    throw invalidOption({ where: "batches", option: "from", got: from, expected: `a batch number from 0 to ${count}` });
  }
  const order = rng?.values.permutation(data.size);
  return pass(data, { batchSize, from, count, order, signal });
}

interface Pass {
  readonly batchSize: number;
  readonly from: number;
  readonly count: number;
  readonly order: Int32Array | undefined;
  readonly signal: AbortSignal | undefined;
}

async function* pass(
  data: DatasetArrays & { readonly size: number },
  { batchSize, from, count, order, signal }: Pass,
): AsyncGenerator<Batch, void, undefined> {
  const { inputs, inputShape, targets, targetShape = [] } = data;
  for (let b = from; b < count; b++) {
    signal?.throwIfAborted();
    const [start, end] = [b * batchSize, Math.min((b + 1) * batchSize, data.size)];
    const size = end - start;
    const rows = order?.subarray(start, end) ?? Int32Array.from({ length: size }, (_, i) => start + i);
    yield {
      input: tensor(gather(inputs, rows, product(inputShape)), [size, ...inputShape], "float32"),
      target: tensor(
        gather(targets, rows, product(targetShape)),
        [size, ...targetShape],
        targets instanceof Int32Array ? "int32" : "float32",
      ),
      size,
    };
  }
}
