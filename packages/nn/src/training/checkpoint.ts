import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { type RngState, malformedFile } from "@surenet/tensor-backend";
import type { JsonObject } from "../module/json.ts";
import type { OptimizerState } from "../optim/optimizer.ts";
import { decodeSafetensors, encodeSafetensors } from "../storage/safetensors.ts";
import { sha256 } from "../storage/sha256.ts";
import { type TensorDataDict, makeTensors, readTensors } from "../storage/tensor-data.ts";
import { checkFingerprint } from "./fingerprint.ts";
import type { TrainingPlan } from "./training-plan.ts";
import type { Position, TrainingState } from "./training-state.ts";
import { WeightSnapshot } from "./weight-snapshot.ts";

export const CHECKPOINT_FILE = "checkpoint/latest.safetensors";
const FORMAT = "surenet-checkpoint-1";

/** What the file holds beside tensors. */
interface SavedState {
  readonly fingerprint: JsonObject;
  readonly position: Position;
  readonly optimizer: OptimizerState["parameters"];
  readonly rngs: Readonly<Record<string, RngState>>;
}

/** Writes all that the next step depends on, as one file: a crash leaves the old checkpoint or the new one. */
export async function writeCheckpoint(plan: TrainingPlan, state: TrainingState): Promise<void> {
  if (plan.checkpoint === undefined) return;
  const moments = plan.optimizer?.stateDict() ?? { parameters: {}, tensors: {} };
  const saved: SavedState = {
    fingerprint: plan.fingerprint,
    position: state.position,
    optimizer: moments.parameters,
    rngs: Object.fromEntries(plan.model.namedRngs().map(([name, rng]) => [name, rng.state])),
  };
  const tensors = await readTensors({
    ...prefixed("model.", plan.model.stateDict()),
    ...prefixed("optimizer.", moments.tensors),
    ...prefixed("best.", state.best?.stateDict() ?? {}),
  });
  const json = JSON.stringify(saved);
  const metadata = { format: FORMAT, state: json, sha256: await contentHash(json, tensors) };
  await plan.checkpoint.store.write(CHECKPOINT_FILE, encodeSafetensors(tensors, metadata));
}

/**
 * Puts a training back to its last checkpoint; does nothing when there is none.
 *
 * @throws SurenetError `E_FILE` for a damaged or foreign file, `E_STATE` when it is of another training
 */
export async function readCheckpoint(plan: TrainingPlan, state: TrainingState): Promise<void> {
  const bytes = await plan.checkpoint?.store.read(CHECKPOINT_FILE);
  if (bytes === undefined) return;
  const { tensors, metadata } = decodeSafetensors(bytes, CHECKPOINT_FILE);
  const { format, state: json = "", sha256: hash } = metadata;
  if (format !== FORMAT)
    throw malformedFile({ where: CHECKPOINT_FILE, problem: "the file is not a checkpoint of this version", expected: FORMAT, got: format });
  if ((await contentHash(json, tensors)) !== hash)
    throw malformedFile({ where: CHECKPOINT_FILE, problem: "the content does not have the SHA-256 that was written with it" });

  const saved = JSON.parse(json) as SavedState; // the hash proves that these are the bytes we wrote
  checkFingerprint(CHECKPOINT_FILE, saved.fingerprint, plan.fingerprint);
  tidy(() => {
    const all = makeTensors(tensors);
    plan.model.loadStateDict(withoutPrefix("model.", all));
    plan.optimizer?.loadStateDict({ parameters: saved.optimizer, tensors: withoutPrefix("optimizer.", all) });
    const best = withoutPrefix("best.", all);
    if (Object.keys(best).length > 0) state.keepBest(new WeightSnapshot(best));
  });
  for (const [name, rng] of plan.model.namedRngs()) rng.state = saved.rngs[name] ?? rng.state;
  state.position = saved.position;
}

function contentHash(json: string, tensors: TensorDataDict): Promise<string> {
  return sha256(encodeSafetensors(tensors, { state: json }));
}

function prefixed(prefix: string, dict: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(dict).map(([name, tensor]) => [prefix + name, tensor]));
}

function withoutPrefix(prefix: string, dict: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const own = Object.entries(dict).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
