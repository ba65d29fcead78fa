import type { Tensor } from "@tensorflow/tfjs-core";

/** What a worker runs: our packages on the wasm or on the native engine, or the wasm engine as TensorFlow.js ships it. */
export type Side = "ours" | "native" | "stock";

/** One piece of work that every side does alike. */
export interface Subject {
  /** The name under which every worker knows it. */
  readonly name: string;
  /** Makes its inputs once; each call of the result is one timed sample, whose tensors (if any) are read and disposed. */
  make(side: Side): () => Tensor | Tensor[];
  /** Sides that cannot do it, with the reason. */
  readonly cannot?: Readonly<Record<string, string>>;
}

/** Reproducible numbers of deviation `scale`, the same on every side, without a seed: what is timed does not depend on them. */
export function numbers(count: number, scale = 1): Float32Array {
  let state = 1234567;
  return Float32Array.from({ length: count }, () => ((state = (state * 48271) % 2147483647) / 2147483647 - 0.5) * 3.46 * scale);
}
