const LONGEST_HOLD_MS = 30; // a page that answers within 50 ms feels immediate; this leaves room for one more step

/** Hands the thread back to timers, signals and the page now and then, so that a loop of short steps does not freeze them. */
export class Breather {
  #last = performance.now();

  /** Waits for one turn of the event loop when the last one is longer ago than 30 ms. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#last < LONGEST_HOLD_MS) return;
    await turn();
    this.#last = performance.now();
  }
}

interface Turns {
  setImmediate?(callback: () => void): unknown;
  /** Missing from the types of older libraries. */
  readonly scheduler?: { postTask?(callback: () => void, options: { readonly priority: "background" }): unknown };
}

/** One turn of the event loop: setImmediate in Node; in browsers a task that lets timers go first, or else a message, since timers wait at least 4 ms. */
function turn(): Promise<void> {
  const turns = globalThis as unknown as Turns;
  return new Promise((resolve) => {
    if (turns.setImmediate !== undefined) return void turns.setImmediate(resolve);
    if (turns.scheduler?.postTask !== undefined) return void turns.scheduler.postTask(resolve, { priority: "background" });
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
