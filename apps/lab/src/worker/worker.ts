// Everything that trains runs here, so that the page never waits.
import { memory } from "@tensorflow/tfjs-core";
import { CertifySession } from "../certify/session.ts";
import type { CallName, Calls, Reply, Request } from "./protocol.ts";
import { startEngine } from "./start-engine.ts";

let session: CertifySession | undefined;

const calls: { readonly [Name in CallName]: (argument: Calls[Name][0]) => Promise<Calls[Name][1]> | Calls[Name][1] } = {
  start: startEngine,
  async open(settings) {
    const next = new CertifySession(settings); // before the old one goes: wrong settings leave it as it is
    await session?.dispose();
    session = next;
    return next.snapshot();
  },
  epoch: () => opened().epoch(),
  promise: (point) => opened().promise(point),
  attack: (point) => opened().attack(point),
  curve: () => opened().curve(),
  tensors: () => memory().numTensors,
};

/** One after the other: the engine is shared, and a session's answers are about one state of its weights. */
let last: Promise<unknown> = Promise.resolve();

self.addEventListener("message", ({ data }: MessageEvent<Request>) => {
  last = last.then(() => answer(data)).then((reply) => self.postMessage(reply));
});

async function answer({ id, name, argument }: Request): Promise<Reply> {
  try {
    const call = calls[name] as (given: unknown) => unknown;
    return { id, answer: await call(argument) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}

function opened(): CertifySession {
  if (session === undefined) throw new Error("nothing is open yet");
  return session;
}
