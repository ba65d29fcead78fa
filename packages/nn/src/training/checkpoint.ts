import { restoreTraining, saveTraining } from "./save-training.ts";
import type { TrainingPlan } from "./training-plan.ts";
import type { Position, TrainingState } from "./training-state.ts";
import { WeightSnapshot } from "./weight-snapshot.ts";

/** Writes where a training stands, and the weights of its best epoch; does nothing without a store. */
export async function writeCheckpoint(plan: TrainingPlan, state: TrainingState): Promise<void> {
  if (plan.checkpoint !== undefined) await saveTraining({ ...plan, store: plan.checkpoint.store }, state.position, state.best?.stateDict());
}

/**
 * Puts a training back to its last checkpoint; does nothing when there is none.
 *
 * @throws SurenetError `E_FILE`, `E_STATE`, as {@link restoreTraining}
 */
export async function readCheckpoint(plan: TrainingPlan, state: TrainingState): Promise<void> {
  if (plan.checkpoint === undefined) return;
  const saved = { ...plan, store: plan.checkpoint.store };
  const position = await restoreTraining<Position>(saved, (best) => state.keepBest(new WeightSnapshot(best)));
  if (position !== undefined) state.position = position;
}
