import type { CertifySettings } from "../certify/settings.ts";
import type { AttackFound, PointPromise, Snapshot } from "../certify/session.ts";

/** What the page may ask of the worker, and what it gets: `[argument, answer]` by name. */
export interface Calls {
  /** Starts an engine; `any` takes the best that runs. */
  start: [{ readonly engine: "any" | "webgpu" | "wasm" | "cpu" }, { readonly name: string; readonly skipped: readonly string[] }];
  /** A new model and data; ends the session before. */
  open: [CertifySettings, Snapshot];
  /** One epoch more. */
  epoch: [undefined, Snapshot];
  /** What is promised at a point. */
  promise: [readonly [number, number], PointPromise];
  attack: [readonly [number, number], AttackFound];
  /** The share of the data that is right and certified, at each radius. */
  curve: [undefined, readonly { readonly epsilon: number; readonly accuracy: number }[]];
  /** Tensors that the engine holds, for tests of memory. */
  tensors: [undefined, number];
}

export type CallName = keyof Calls;

export interface Request {
  readonly id: number;
  readonly name: CallName;
  readonly argument: unknown;
}

export interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  /** Why it could not be done, as one paragraph. */
  readonly error?: string;
}
