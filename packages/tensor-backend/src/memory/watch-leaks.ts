import { type Tensor, engine, util } from "@tensorflow/tfjs-core";
import { wrongState } from "../errors/throw.ts";

/** Tensors that one line of code made and nobody has disposed. */
export interface Leak {
  /** The function, file and line that asked for them. */
  readonly creator: string;
  readonly count: number;
  readonly bytes: number;
}

/** A watch over every tensor made since it began. */
export interface LeakWatch {
  /** What is still alive, the most numerous first. */
  report(): Leak[];
  [Symbol.dispose](): void;
}

let watching = false;

/**
 * Watches which lines of code make tensors that are not disposed. It costs a stack trace per tensor, so it is for hunting, not for use.
 *
 * @throws SurenetError `E_STATE` when a watch is already on
 * @example
 * using watch = watchLeaks();
 * step();
 * console.table(watch.report()); // [{ creator: "Linear.forward (linear.ts:41)", count: 2, bytes: 2048 }]
 */
export function watchLeaks(): LeakWatch {
  if (watching) throw wrongState({ where: "watchLeaks", problem: "a watch is already on", fix: "Dispose the other one first." });
  watching = true;
  const alive = new Map<number, { creator: string; bytes: number }>();
  const hooks = engine();
  const original = { trackTensor: hooks.trackTensor, disposeTensor: hooks.disposeTensor };
  hooks.trackTensor = (tensor: Tensor, backend) => {
    original.trackTensor.call(hooks, tensor, backend);
    alive.set(tensor.id, { creator: creator(), bytes: tensor.dtype === "string" ? 0 : tensor.size * util.bytesPerElement(tensor.dtype) });
  };
  hooks.disposeTensor = (tensor: Tensor) => {
    original.disposeTensor.call(hooks, tensor);
    alive.delete(tensor.id);
  };
  return {
    report: () => byCreator([...alive.values()]),
    [Symbol.dispose]: () => {
      for (const hook of ["trackTensor", "disposeTensor"] as const) Reflect.deleteProperty(hooks, hook); // the prototype's show through again
      watching = false;
    },
  };
}

function byCreator(tensors: readonly { creator: string; bytes: number }[]): Leak[] {
  const found = new Map<string, { count: number; bytes: number }>();
  for (const { creator, bytes } of tensors) {
    const sum = found.get(creator) ?? { count: 0, bytes: 0 };
    found.set(creator, { count: sum.count + 1, bytes: sum.bytes + bytes });
  }
  return [...found].map(([creator, sum]) => ({ creator, ...sum })).sort((a, b) => b.count - a.count);
}

/** The innermost frame outside TensorFlow.js and this file. */
function creator(): string {
  const limited = Error as { stackTraceLimit?: number };
  const limit = limited.stackTraceLimit;
  limited.stackTraceLimit = 40;
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  if (limit !== undefined) limited.stackTraceLimit = limit;
  const frame = frames.find((line) => !/[\\/]@tensorflow[\\/]|watch-leaks\.[jt]s/.test(line));
  return (frame ?? "unknown").trim().replace(/^at /, "");
}
