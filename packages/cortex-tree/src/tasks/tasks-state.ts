import type { TaskPlan } from "./plan-tasks.ts";
import type { StoppingState } from "./task-stopping.ts";
import type { WeightingState } from "./task-weighting.ts";
import type { TaskEpoch, TaskReport } from "./train-options.ts";

/** Of one task in an epoch. */
export interface TaskSum {
  readonly loss: number;
  readonly samples: number;
}

/** Where a training of tasks stands, as plain data; weights, moments and random streams are kept beside it. */
export interface TasksPosition {
  readonly epoch: number;
  readonly step: number;
  readonly history: readonly TaskEpoch[];
  readonly stopped: readonly string[];
  readonly stopping: Readonly<Record<string, StoppingState>>;
  readonly weighting: WeightingState;
}

/** A training of tasks between two epochs. */
export class TasksState {
  /** Epochs that are done. */
  epoch = 0;
  step = 0;
  history: readonly TaskEpoch[] = [];
  /** Tasks that add nothing to the loss any more. */
  stopped: ReadonlySet<string> = new Set();
  readonly #plan: TaskPlan;

  constructor(plan: TaskPlan) {
    this.#plan = plan;
  }

  get finished(): boolean {
    return this.epoch >= this.#plan.epochs || this.stopped.size >= this.#plan.tasks.length;
  }

  get position(): TasksPosition {
    const { epoch, step, history } = this;
    const stopping = Object.fromEntries([...this.#plan.stopping].map(([task, watch]) => [task, watch.state]));
    return { epoch, step, history, stopped: [...this.stopped], stopping, weighting: this.#plan.weights.state };
  }

  set position({ epoch, step, history, stopped, stopping, weighting }: TasksPosition) {
    this.epoch = epoch;
    this.step = step;
    this.history = history;
    this.stopped = new Set(stopped);
    for (const [task, watch] of this.#plan.stopping) watch.state = stopping[task] ?? watch.state;
    this.#plan.weights.state = weighting;
  }

  /** Books the epoch that has just run, and stops the tasks that have waited long enough. */
  close(sums: ReadonlyMap<string, TaskSum>, figures: Readonly<Record<string, Record<string, number>>>, seconds: number): TaskEpoch {
    const { tasks, stopping, weights } = this.#plan;
    const waited = [...stopping].filter(([task, watch]) => !this.stopped.has(task) && watch.watch(figures[task] ?? {}));
    this.stopped = new Set([...this.stopped, ...waited.map(([task]) => task)]);
    const factors = weights.values();
    const report = (task: string): TaskReport => {
      const { loss, samples } = sums.get(task) ?? { loss: NaN, samples: 0 };
      const validation = figures[task];
      const stopped = this.stopped.has(task);
      return { loss: loss / samples, samples, weight: factors[task] ?? 1, stopped, ...(validation === undefined ? {} : { validation }) };
    };
    this.epoch++;
    const { epoch, step, history } = this;
    const before = history.at(-1)?.seconds ?? 0;
    const done = { epoch, step, tasks: Object.fromEntries(tasks.map((task) => [task, report(task)])), seconds: before + seconds };
    this.history = [...history, done];
    return done;
  }
}
