import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { RngState } from "@surenet/tensor-backend";
import type { JsonObject } from "../module/json.ts";
import type { Module } from "../module/module.ts";
import type { Optimizer, OptimizerState } from "../optim/optimizer.ts";
import type { RunStore } from "../storage/run-store.ts";
import { prefixed, readStateFile, type StateFile, withoutPrefix, writeStateFile } from "../storage/state-file.ts";
import { makeTensors } from "../storage/tensor-data.ts";
import { checkFingerprint } from "./fingerprint.ts";

export const CHECKPOINT_FILE = "checkpoint/latest.safetensors";
const FORMAT = "surenet-checkpoint-1";

/** What a training moves, and where it is kept. */
export interface SavedTraining {
  readonly store: RunStore;
  readonly model: Module;
  readonly optimizer: Optimizer | undefined;
  /** What this training and its continuation must share. */
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
export async function saveTraining(
  { store, model, optimizer, fingerprint }: SavedTraining,
  position: object,
  best: Readonly<Record<string, Tensor>> = {},
): Promise<void> {
  const moments = optimizer?.stateDict() ?? { parameters: {}, tensors: {} };
  const rngs = Object.fromEntries(model.namedRngs().map(([name, rng]) => [name, rng.state]));
  const state: SavedState = { fingerprint, position, optimizer: moments.parameters, rngs };
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
  { store, model, optimizer, fingerprint }: SavedTraining,
  keepBest?: (best: Readonly<Record<string, Tensor>>) => void,
): Promise<Position | undefined> {
  const saved = await readStateFile<SavedState>(fileIn(store));
  if (saved === undefined) return undefined;
  const { state, tensors } = saved;
  checkFingerprint(CHECKPOINT_FILE, state.fingerprint, fingerprint);
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
