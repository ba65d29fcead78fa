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

/** One turn of the event loop: setImmediate in Node, a message in browsers, whose timers wait at least 4 ms. */
function turn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  return new Promise((resolve) => {
    if (setImmediate !== undefined) return void setImmediate(resolve);
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener("message", () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
