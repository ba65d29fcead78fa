import type { Tensor } from "@tensorflow/tfjs-core";
import { invalidValue } from "@surenet/tensor-backend";
import type { Metrics } from "./metric.ts";

/** The running sums of a pass over the data: plain JSON, so that a checkpoint can hold a pass in its middle. */
export interface SumsState {
  readonly samples: number;
  /** Sums of loss · batch size. */
  readonly loss: number;
  readonly metrics: Readonly<Record<string, readonly number[]>>;
}

/** Adds up loss and metrics over the batches of a pass. */
export class EpochSums {
  readonly #metrics: Metrics;
  #state: SumsState;

  constructor(metrics: Metrics, state: SumsState = { samples: 0, loss: 0, metrics: {} }) {
    this.#metrics = metrics;
    this.#state = state;
  }

  get state(): SumsState {
    return this.#state;
  }

  /** Mean loss so far. */
  get loss(): number {
    return this.#state.loss / this.#state.samples;
  }

  async add({ loss, output, target, size }: { loss: number; output: Tensor | undefined; target: Tensor; size: number }): Promise<void> {
    const { samples, loss: before, metrics } = this.#state;
    const sums: Record<string, readonly number[]> = {};
    for (const [name, metric] of Object.entries(this.#metrics)) {
      if (output === undefined) break;
      const batch = typeof metric === "function" ? [(await metric(output, target)) * size] : await metric.sums(output, target);
      sums[name] = batch.map((value, i) => value + (metrics[name]?.[i] ?? 0));
    }
    this.#state = { samples: samples + size, loss: before + loss * size, metrics: sums };
  }

  /**
   * The value of each metric.
   *
   * @throws SurenetError `E_VALUE` for a metric that is not finite: it could be neither compared nor written to JSON
   */
  metricValues(where: string): Record<string, number> {
    const { samples, metrics } = this.#state;
    const values = Object.entries(this.#metrics).map(([name, metric]): [string, number] => {
      const sums = metrics[name] ?? [];
      const value = typeof metric === "function" ? (sums[0] ?? NaN) / samples : metric.value(sums);
      if (!Number.isFinite(value)) throw invalidValue({ where, problem: `the metric ${name} is not finite`, got: value });
      return [name, value];
    });
    return Object.fromEntries(values);
  }
}
