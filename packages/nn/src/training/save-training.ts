import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { RngState } from "@surenet/tensor-backend";
import type { JsonObject } from "../module/json.ts";
import type { Module } from "../module/module.ts";
import type { Optimizer, OptimizerState } from "../optim/optimizer.ts";
import type { RunStore } from "../storage/run-store.ts";
import { readStateFile, type StateFile, writeStateFile } from "../storage/state-file.ts";
import { makeTensors } from "../storage/tensor-data.ts";
import { checkFingerprint } from "./fingerprint.ts";

export const CHECKPOINT_FILE = "checkpoint/latest.safetensors";
const FORMAT = "surenet-checkpoint-1";

/** What a training moves, and where it is kept. */
export interface SavedTraining {
  readonly store: RunStore;
  readonly model: Module;
  readonly optimizer: Optimizer | undefined;
  /** What this training and its continuation must share, beside the optimiser's settings and the shapes of the parameters. */
  readonly fingerprint: JsonObject;
}

/** What the file holds beside tensors. */
interface SavedState {
  readonly fingerprint: JsonObject;
  readonly position: object;
  readonly optimizer: OptimizerState["parameters"];
  readonly rngs: Readonly<Record<string, RngState>>;
}

/**
 * Writes all that the next step of a training depends on as one file, `checkpoint/latest.safetensors`: weights, moments, the model's streams of random numbers, and where the
 * training stands. A crash leaves the old file or the new one. `train` calls it; a loop of your own may.
 *
 * @param position plain data, which {@link restoreTraining} gives back; NaN and infinite numbers too
 * @param best weights that are kept beside the present ones, borrowed
 */
export async function saveTraining(training: SavedTraining, position: object, best: Readonly<Record<string, Tensor>> = {}): Promise<void> {
  const { store, model, optimizer } = training;
  const moments = optimizer?.stateDict() ?? { parameters: {}, tensors: {} };
  const rngs = Object.fromEntries(model.namedRngs().map(([name, rng]) => [name, rng.state]));
  const state: SavedState = { fingerprint: wholeFingerprint(training), position, optimizer: moments.parameters, rngs };
  const tensors = {
    ...prefixed("model.", model.stateDict()),
    ...prefixed("optimizer.", moments.tensors),
    ...prefixed("best.", best),
  };
  await writeStateFile(fileIn(store), { state, tensors });
}

/**
 * Puts a training back to where {@link saveTraining} left it.
 *
 * @param keepBest is lent the weights that were kept beside the present ones
 * @returns the position, or undefined when nothing was saved
 * @throws SurenetError `E_FILE` for a damaged or foreign file, `E_STATE` when it is of another training; then nothing has changed
 */
export async function restoreTraining<Position extends object>(
  training: SavedTraining,
  keepBest?: (best: Readonly<Record<string, Tensor>>) => void,
): Promise<Position | undefined> {
  const { store, model, optimizer } = training;
  const saved = await readStateFile<SavedState>(fileIn(store));
  if (saved === undefined) return undefined;
  const { state, tensors } = saved;
  checkFingerprint(CHECKPOINT_FILE, state.fingerprint, wholeFingerprint(training));
  tidy(() => {
    const all = makeTensors(tensors);
    model.loadStateDict(withoutPrefix("model.", all));
    optimizer?.loadStateDict({ parameters: state.optimizer, tensors: withoutPrefix("optimizer.", all) });
    const best = withoutPrefix("best.", all);
    if (Object.keys(best).length > 0) keepBest?.(best);
  });
  for (const [name, rng] of model.namedRngs()) rng.state = state.rngs[name] ?? rng.state;
  return state.position as Position;
}

function fileIn(store: RunStore): StateFile {
  return { store, name: CHECKPOINT_FILE, format: FORMAT };
}

function wholeFingerprint({ model, optimizer, fingerprint }: SavedTraining): JsonObject {
  const parameters = model.namedParameters().map(([name, { shape, trainable }]) => [name, { shape, trainable }] as const);
  return { ...fingerprint, optimizer: optimizer?.config() ?? null, parameters: Object.fromEntries(parameters) };
}

/** The tensors of a part, under names that say so. */
function prefixed(prefix: string, dict: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(dict).map(([name, tensor]) => [prefix + name, tensor]));
}

/** Those of a part again, under its own names. */
function withoutPrefix<T>(prefix: string, dict: Readonly<Record<string, T>>): Record<string, T> {
  const own = Object.entries(dict).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
