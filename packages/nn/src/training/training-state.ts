import { NOTHING_WATCHED, type Watched, watch } from "./early-stopping.ts";
import { EpochSums, type SumsState } from "./epoch-sums.ts";
import type { Epoch, TrainResult } from "./train-options.ts";
import type { TrainingPlan } from "./training-plan.ts";
import { WeightSnapshot } from "./weight-snapshot.ts";

/** The position of a training as plain JSON; weights, moments and random streams are kept beside it. */
export interface Position {
  readonly epoch: number;
  readonly stepInEpoch: number;
  readonly seconds: number;
  readonly sums: SumsState;
  readonly history: readonly Epoch[];
  readonly watched: Watched;
}

/** Where a training stands. */
export class TrainingState {
  /** The epoch that runs or comes next; 1 for the first. */
  epoch = 1;
  /** Batches of it that are done. */
  stepInEpoch = 0;
  /** Time spent on them. */
  seconds = 0;
  sums: EpochSums;
  history: readonly Epoch[] = [];
  watched: Watched = NOTHING_WATCHED;
  /** The state of the best epoch, while early stopping is to restore it. */
  best: WeightSnapshot | undefined;
  readonly #plan: TrainingPlan;

  constructor(plan: TrainingPlan) {
    this.#plan = plan;
    this.sums = new EpochSums(plan.metrics);
  }

  /** Steps done in the whole training. */
  get step(): number {
    return (this.epoch - 1) * this.#plan.stepsPerEpoch + this.stepInEpoch;
  }

  get finished(): boolean {
    return this.epoch > this.#plan.epochs || this.watched.waited >= (this.#plan.earlyStopping?.patience ?? Infinity);
  }

  get position(): Position {
    const { epoch, stepInEpoch, seconds, sums, history, watched } = this;
    return { epoch, stepInEpoch, seconds, sums: sums.state, history, watched };
  }

  set position({ epoch, stepInEpoch, seconds, sums, history, watched }: Position) {
    this.epoch = epoch;
    this.stepInEpoch = stepInEpoch;
    this.seconds = seconds;
    this.sums = new EpochSums(this.#plan.metrics, sums);
    this.history = history;
    this.watched = watched;
  }

  /** Books the epoch that has just run, keeps its weights if they are the best, and moves on to the next. */
  close(validation: Readonly<Record<string, number>> | undefined, learningRateScale: number): Epoch {
    const { model, earlyStopping, stepsPerEpoch } = this.#plan;
    const { epoch, step, seconds } = this;
    const { loss } = this.sums;
    const metrics = this.sums.metricValues(`train, epoch ${epoch}`);
    const timing = { seconds, msPerStep: (1000 * seconds) / stepsPerEpoch };
    const report = { epoch, step, loss, metrics, ...(validation && { validation }), learningRateScale, timing };
    if (earlyStopping !== undefined) {
      const value = (validation ?? { loss, ...metrics })[earlyStopping.metric] ?? NaN;
      this.watched = watch(earlyStopping, this.watched, value, epoch);
      if (this.watched.bestEpoch === epoch && earlyStopping.restoreBest) this.keepBest(new WeightSnapshot(model.stateDict()));
    }
    this.epoch++;
    this.stepInEpoch = 0;
    this.seconds = 0;
    this.sums = new EpochSums(this.#plan.metrics);
    this.history = [...this.history, report];
    return report;
  }

  keepBest(snapshot: WeightSnapshot): void {
    this.best?.dispose();
    this.best = snapshot;
  }

  /** The outcome; puts back the best weights when that was asked for. */
  result(): TrainResult {
    const { model, earlyStopping, epochs } = this.#plan;
    const { history } = this;
    if (earlyStopping === undefined) return { history, stopped: "finished" };
    this.best?.restore(model);
    return { history, stopped: history.length < epochs ? "early" : "finished", bestEpoch: this.watched.bestEpoch };
  }
}
