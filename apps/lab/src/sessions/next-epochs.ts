/** What a session asks a training for: more than anybody waits for. */
export const EPOCHS = 10_000;

/**
 * The next epochs of a training, as they are done. Not asking is a pause, and going on is exact.
 *
 * @param training an iterator and no iterable: after a loop over these few it goes on
 * @example for await (const { loss } of nextEpochs(training, 3)) losses.push(loss); // three more
 */
export async function* nextEpochs<Epoch>(training: AsyncIterator<Epoch>, count: number): AsyncGenerator<Epoch> {
  for (let i = 0; i < count; i++) {
    const next = await training.next();
    if (next.done === true) return;
    yield next.value;
  }
}
