import type { CallName, Calls, Reply, Request } from "./protocol.ts";

/** The worker as the page sees it: asks, and waits for answers. */
export class Remote {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
  #next = 0;

  constructor() {
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    this.#worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.#settle(data));
    this.#worker.addEventListener("error", ({ message }) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(message || "the worker could not be loaded"));
      this.#waiting.clear();
    });
  }

  ask<Name extends CallName>(name: Name, argument: Calls[Name][0]): Promise<Calls[Name][1]> {
    const id = this.#next++;
    const request: Request = { id, name, argument };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (answer: unknown) => void, reject });
      this.#worker.postMessage(request);
    });
  }

  #settle({ id, answer, error }: Reply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(error));
  }
}
