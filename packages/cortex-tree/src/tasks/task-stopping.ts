import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { positiveInteger } from "@surenet/nn";
import type { TaskStoppingOptions } from "./train-options.ts";

const LESS_IS_BETTER: ReadonlySet<string> = new Set(["nll", "nrmse", "rmse", "perplexity"]);

/** The best value so far, larger is better, and the epochs since. */
export interface StoppingState {
  readonly best: number;
  readonly waited: number;
}

/** Watches one figure of one task. */
export class TaskStopping {
  readonly #metric: string;
  readonly #sign: 1 | -1;
  readonly #patience: number;
  readonly #where: string;
  state: StoppingState = { best: -Infinity, waited: 0 };

  constructor(task: string, options: TaskStoppingOptions) {
    this.#where = `trainTasks, earlyStopping.${task}`;
    checkOptions(this.#where, options, ["metric", "mode", "patience"]);
    const { metric = "nll", mode = LESS_IS_BETTER.has(metric) ? "min" : "max", patience } = options;
    if (mode !== "min" && mode !== "max")
      throw invalidOption({ where: this.#where, option: "mode", got: mode, expected: '"min" or "max"' });
    this.#metric = metric;
    this.#sign = mode === "max" ? 1 : -1;
    this.#patience = positiveInteger(this.#where, "patience", patience);
  }

  /** Takes in an epoch's figures; true when the task has waited long enough. */
  watch(figures: Readonly<Record<string, number>>): boolean {
    const value = figures[this.#metric];
    if (value === undefined)
      throw invalidOption({
        where: this.#where,
        option: "metric",
        got: this.#metric,
        expected: `one of ${Object.keys(figures).join(", ")}`,
      });
    const { best, waited } = this.state;
    const now = this.#sign * value;
    this.state = now > best ? { best: now, waited: 0 } : { best, waited: waited + 1 };
    return this.state.waited >= this.#patience;
  }
}
