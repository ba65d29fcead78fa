import type { CalibrateSession } from "../calibrate/session.ts";
import type { CalibrateRequest } from "../calibrate/settings.ts";
import type { DigitsSession } from "../certify/digits/session.ts";
import type { PlaneSession } from "../certify/plane/session.ts";
import type { CertifyRequest } from "../certify/settings.ts";
import type { SpikeSession } from "../spike/session.ts";
import type { SpikeSettings } from "../spike/settings.ts";
import type { TreeSession } from "../tree/session.ts";
import type { TreeSettings } from "../tree/settings.ts";

/** What can be open in the worker, one at a time: its settings, and the session that the page may call. */
export interface Kinds {
  calibrate: { readonly settings: CalibrateRequest; readonly session: CalibrateSession };
  certify: { readonly settings: CertifyRequest; readonly session: PlaneSession };
  digits: { readonly settings: CertifyRequest; readonly session: DigitsSession };
  spike: { readonly settings: SpikeSettings; readonly session: SpikeSession };
  tree: { readonly settings: TreeSettings; readonly session: TreeSession };
}

export type Kind = keyof Kinds;
export type SettingsOf<K extends Kind> = Kinds[K]["settings"];
export type SessionOf<K extends Kind> = Kinds[K]["session"];

/** What all sessions have: some epochs more, and what there is to see now. */
export interface Trainable<Snapshot> {
  train(epochs: number): Promise<Snapshot>;
  snapshot(): Promise<Snapshot>;
}

/** A session as the page has it: its methods that answer by a promise. */
export type Remoted<Session> = Pick<Session, MethodName<Session>>;
type MethodName<Session> = { [Name in keyof Session]: Session[Name] extends (...given: never[]) => Promise<unknown> ? Name : never }[keyof Session]; // prettier-ignore

/** `any` takes the best that runs. */
export type EngineChoice = "any" | "webgpu" | "wasm" | "cpu";

export type Asked =
  | { readonly name: "start"; readonly engine: EngineChoice }
  /** A new session, which ends the one before; the answer is its number. */
  | { readonly name: "open"; readonly kind: Kind; readonly settings: SettingsOf<Kind> }
  | { readonly name: "call"; readonly session: number; readonly method: string; readonly given: readonly unknown[] }
  /** Fetches what has not been needed yet. */
  | { readonly name: "load" }
  /** Tensors that the engine holds. */
  | { readonly name: "tensors" };

export interface Request {
  readonly id: number;
  readonly asked: Asked;
}

export interface Reply {
  readonly id: number;
  readonly answer?: unknown;
  /** Why it could not be done, as one paragraph. */
  readonly error?: string;
}
