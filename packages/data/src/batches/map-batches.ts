import { dispose, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { Batch } from "./batch.ts";

/** What a change gives back; the part it leaves out stays as it was. */
export interface BatchChange {
  readonly input?: Tensor;
  readonly target?: Tensor;
}

/**
 * Every batch through a function of tensors.
 *
 * @param change borrows the batch and returns tensors that belong to the receiver; it runs inside `tidy`, and what it replaces is disposed
 * @example mapBatches(data.batches({ batchSize: 32 }), ({ input }) => ({ input: reshape(input, [-1, 784]) }))
 */
export async function* mapBatches(
  source: AsyncIterable<Batch>,
  change: (batch: Batch) => BatchChange,
): AsyncGenerator<Batch, void, undefined> {
  for await (const batch of source) yield changed(batch, change);
}

function changed(batch: Batch, change: (batch: Batch) => BatchChange): Batch {
  let next: { input: Tensor; target: Tensor };
  try {
    next = tidy(() => {
      const { input = batch.input, target = batch.target } = change(batch);
      return { input, target };
    });
  } catch (error) {
    dispose([batch.input, batch.target]);
    throw error;
  }
  if (next.input !== batch.input) batch.input.dispose();
  if (next.target !== batch.target) batch.target.dispose();
  return { ...next, size: next.input.shape[0] ?? batch.size };
}
