// One side of a comparison: reads {"subject"} lines, answers each with {"ms"} of a single sample. A short one follows an untimed call, on every side: a processor that
// has waited for the others takes some milliseconds to be as fast as in a row of calls.
import { createInterface } from "node:readline";
import { type Tensor, engine, setBackend, slice } from "@tensorflow/tfjs-core";
import type { Side } from "./subject.ts";
import { subjects } from "./subjects.ts";

const side = process.argv[2] as Side;
if (side !== "stock") {
  const { initBackend } = await import("@surenet/tensor-backend");
  await initBackend(side === "native" ? { prefer: ["node"], threads: Number(process.argv[3] ?? 1) } : { prefer: ["wasm"] });
} else {
  await import("@tensorflow/tfjs-layers"); // its Node bundle is what registers TensorFlow.js's own gradients
  await import("@tensorflow/tfjs-backend-wasm");
  await setBackend("wasm");
}

const prepared = new Map<string, () => number>();

function prepare(name: string): () => number {
  const subject = subjects.find((some) => some.name === name);
  if (subject === undefined) throw new Error(`no subject ${name}`);
  const sample = subject.make(side);
  const timed = (): number => {
    const started = performance.now();
    engine().startScope();
    const result = [sample()].flat();
    waitFor(result.at(-1));
    engine().endScope();
    for (const t of result) t.dispose();
    return performance.now() - started;
  };
  timed();
  let last = timed();
  return () => {
    if (last < SHORT_MS) timed();
    return (last = timed());
  };
}

const SHORT_MS = 50;

/** Reads one number of a result, for which an engine has to have all of it; copying the rest out is no part of what is timed, and torch does not. */
function waitFor(result: Tensor | undefined): void {
  if (result === undefined) return;
  const one = result.rank === 0 ? result : slice(result, result.shape.map(() => 0), result.shape.map(() => 1)); // prettier-ignore
  one.dataSync();
}

for await (const line of createInterface({ input: process.stdin })) {
  const { subject } = JSON.parse(line) as { subject: string };
  const sample = prepared.get(subject) ?? prepare(subject);
  prepared.set(subject, sample);
  process.stdout.write(`${JSON.stringify({ ms: sample() })}\n`);
}
