// Everything that trains runs here, so that the page never waits.
import { memory } from "@tensorflow/tfjs-core";
import type { Asked, Kind, Reply, Request, SessionOf } from "./protocol.ts";
import { loadAll, makeSession } from "./session-kinds.ts";
import { startEngine } from "./start-engine.ts";

let open: { readonly number: number; readonly session: SessionOf<Kind> } | undefined;

/** One after the other: the engine is shared, and a session's answers are about one state of its weights. */
let last: Promise<unknown> = Promise.resolve();

self.addEventListener("message", ({ data: { id, asked } }: MessageEvent<Request>) => {
  const before = asked.name === "load" ? Promise.resolve() : last; // training does not wait for the network
  const done = before.then(() => reply(id, asked)).then((made) => self.postMessage(made));
  if (asked.name !== "load") last = done;
});

async function reply(id: number, asked: Asked): Promise<Reply> {
  try {
    return { id, answer: await answer(id, asked) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

async function answer(id: number, asked: Asked): Promise<unknown> {
  switch (asked.name) {
    case "start":
      return startEngine(asked.engine);
    case "open": {
      const session = await makeSession(asked.kind, asked.settings); // before the old one goes: wrong settings leave it as it is
      await open?.session.dispose();
      open = { number: id, session };
      return id;
    }
    case "call":
      return call(asked.session, asked.method, asked.given);
    case "load":
      return loadAll();
    case "tensors":
      return memory().numTensors;
  }
}

function call(number: number, method: string, given: readonly unknown[]): unknown {
  if (open?.number !== number) throw new Error("this session has ended");
  const found: unknown = Reflect.get(open.session, method);
  if (typeof found !== "function") throw new Error(`the session has no ${method}`);
  return Reflect.apply(found, open.session, given);
}
