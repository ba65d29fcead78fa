import type { Asked, EngineChoice, Kind, Remoted, Reply, Request, SessionOf, SettingsOf } from "./protocol.ts";

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

  /** @returns the name of the engine that runs @throws when the engine cannot run here; the one before goes on */
  start(engine: EngineChoice): Promise<string> {
    return this.#ask({ name: "start", engine }) as Promise<string>;
  }

  /** A new session in place of the one before, whose methods answer from the worker. @throws for settings that cannot be trained on; the one before goes on */
  async open<K extends Kind>(kind: K, settings: SettingsOf<K>): Promise<Remoted<SessionOf<K>>> {
    const session = Number(await this.#ask({ name: "open", kind, settings }));
    const methods = new Proxy({}, {
      get: (_, method) => (method === "then" ? undefined : (...given: unknown[]) => this.#ask({ name: "call", session, method: String(method), given })), // no promise itself
    }); // prettier-ignore
    return methods as Remoted<SessionOf<K>>;
  }

  /** Fetches what has not been needed yet, for a page that loses its network. */
  async load(): Promise<void> {
    await this.#ask({ name: "load" });
  }

  tensors(): Promise<number> {
    return this.#ask({ name: "tensors" }) as Promise<number>;
  }

  #ask(asked: Asked): Promise<unknown> {
    const request: Request = { id: this.#next++, asked };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
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
