import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { positiveInteger } from "@surenet/nn";
import type { TaskStoppingOptions } from "./train-options.ts";

const LESS_IS_BETTER: ReadonlySet<string> = new Set(["nll", "nrmse", "rmse", "perplexity"]);

/** Watches one figure of one task. */
export class TaskStopping {
  readonly #metric: string;
  readonly #sign: 1 | -1;
  readonly #patience: number;
  readonly #where: string;
  #best = -Infinity;
  #waited = 0;

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
    const better = this.#sign * value > this.#best;
    if (better) this.#best = this.#sign * value;
    this.#waited = better ? 0 : this.#waited + 1;
    return this.#waited >= this.#patience;
  }
}
