import { type Tensor, abs, add, cast, ceil, clone, equal, expandDims, fill, floor, gather, keep, less, mul, range, reshape, round, stack, sub, tidy, where } from "@tensorflow/tfjs-core"; // prettier-ignore
import { checkOptions, invalidValue, shapeMismatch, wrongState } from "@surenet/tensor-backend";
import { notNegative, positive } from "../state/check-number.ts";
import type { Extrapolation } from "./extrapolate.ts";
import { type Interpolation, interpolatePrevious } from "./interpolate.ts";

export interface RecordOptions {
  readonly dtMs: number;
  /** How far back the record reaches. */
  readonly durationMs?: number;
  /** Whether a sample exactly `durationMs` old is still there. */
  readonly inclusive?: boolean;
}

export interface SelectOptions {
  readonly interpolation?: Interpolation;
  /** Times this close to a recorded one take its value as it is. */
  readonly toleranceMs?: number;
}

/**
 * The last samples of a tensor, one a step: `max(⌈duration/dt⌉ + inclusive, 1)` of them, whatever is pushed, so a record never grows.
 *
 * Times count back from the newest sample. The record owns its samples.
 *
 * @throws SurenetError `E_OPTION`; `E_SHAPE` for a sample of another shape; `E_VALUE` for times outside the record; `E_STATE` before the first sample
 * @example
 * const record = new RecordTensor({ dtMs: 1, durationMs: 2, inclusive: true });
 * for (const value of [1, 2, 3]) record.push(tensor([value]));
 * record.select(0.5, { interpolation: interpolateLinear }); // between 2 and 3: [2.5]
 */
export class RecordTensor {
  readonly dtMs: number;
  readonly size: number;
  #samples: Tensor[] = []; // newest first

  constructor(options: RecordOptions) {
    checkOptions("RecordTensor", options, ["dtMs", "durationMs", "inclusive"]);
    const { durationMs = 0, inclusive = false } = options;
    this.dtMs = positive({ where: "RecordTensor", option: "dtMs", got: options.dtMs });
    notNegative({ where: "RecordTensor", option: "durationMs", got: durationMs });
    this.size = Math.max(Math.ceil(durationMs / this.dtMs - 1e-9) + (inclusive ? 1 : 0), 1); // 0.3 / 0.1 is above 3 in floating point
  }

  /** How far back a time may reach. */
  get reachMs(): number {
    return (this.size - 1) * this.dtMs;
  }

  get isEmpty(): boolean {
    return this.#samples.length === 0;
  }

  /** Takes a copy of the handle; before the first sample the past is `past`, 0 unless it was reset to something else. */
  push(sample: Tensor, { past = 0 }: { readonly past?: number } = {}): void {
    const shape = this.#samples[0]?.shape;
    if (shape !== undefined && shape.join() !== sample.shape.join())
      throw shapeMismatch({ where: "RecordTensor.push", expected: `[${shape.join(", ")}]`, got: sample.shape });
    if (shape === undefined) this.reset(sample.shape, past);
    this.#samples.unshift(keep(clone(sample)));
    this.#samples.pop()?.dispose();
  }

  /** The newest sample, borrowed. */
  peek(): Tensor {
    return this.#at(0);
  }

  /** The newest sample, borrowed; it becomes the oldest. */
  pop(): Tensor {
    const newest = this.#at(0);
    this.#samples.push(...this.#samples.splice(0, 1));
    return newest;
  }

  /** The sample of `steps` steps ago, borrowed. */
  read(steps: number): Tensor {
    return this.#at(steps);
  }

  /** The samples of `count` steps from the oldest to the newest, on a last axis; owned by the caller. */
  readRange(count: number): Tensor {
    return tidy(() =>
      stack(
        Array.from({ length: count }, (_, i) => this.#at(count - 1 - i)),
        -1,
      ),
    );
  }

  /** All samples, the newest first, on a first axis; owned by the caller. */
  dump(): Tensor {
    this.#at(0);
    return tidy(() => stack(this.#samples));
  }

  /**
   * The values at `times` ago: one time, or a tensor of times in the samples' shape, or with one more axis for several times each.
   *
   * @returns the samples' shape, or that of the times; owned by the caller
   */
  select(times: number | Tensor, options: SelectOptions = {}): Tensor {
    checkOptions("RecordTensor.select", options, ["interpolation", "toleranceMs"]);
    const { interpolation = interpolatePrevious, toleranceMs = 1e-6 } = options;
    const shape = this.#at(0).shape;
    return tidy(() => {
      const when = typeof times === "number" ? fill(shape, times) : times;
      this.#checkTimes("RecordTensor.select", when, toleranceMs);
      const { older, newer, elapsedMs, nearest, exact } = this.#around(when, toleranceMs);
      const between = interpolation(this.#pick(older), this.#pick(newer), elapsedMs, this.dtMs);
      return where(exact, this.#pick(nearest), between);
    });
  }

  /** Writes a sample taken `times` ago into the records around it, as `extrapolation` says; at a recorded time it replaces the record. */
  insert(
    sample: Tensor,
    times: Tensor,
    { extrapolation, toleranceMs = 1e-6 }: { readonly extrapolation: Extrapolation; readonly toleranceMs?: number },
  ): void {
    this.#checkTimes("RecordTensor.insert", times, toleranceMs);
    tidy(() => {
      const { older, newer, elapsedMs, nearest, exact } = this.#around(times, toleranceMs);
      const written = extrapolation(sample, { older: this.#pick(older), newer: this.#pick(newer), elapsedMs }, this.dtMs);
      const next = this.#samples.map((record, i) => {
        const around = where(equal(older, i), written.older, where(equal(newer, i), written.newer, record));
        return keep(where(exact, where(equal(nearest, i), sample, record), around));
      });
      for (const record of this.#samples) record.dispose();
      this.#samples = next;
    });
  }

  /** Fills the record with one value. */
  reset(shape: readonly number[], value: number): void {
    this.dispose();
    this.#samples = Array.from({ length: this.size }, () => keep(fill([...shape], value)));
  }

  /** Forgets everything, the shape too. */
  dispose(): void {
    for (const sample of this.#samples) sample.dispose();
    this.#samples = [];
  }

  #at(steps: number): Tensor {
    const sample = this.#samples[steps];
    if (this.#samples.length === 0) throw wrongState({ where: "RecordTensor", problem: "nothing was pushed yet" });
    if (sample === undefined) throw invalidValue({ where: "RecordTensor", problem: "the record does not reach as far back", expected: `0 to ${this.size - 1} steps`, got: steps }); // prettier-ignore
    return sample;
  }

  #checkTimes(where: string, times: Tensor, tolerance: number): void {
    const wrong = times.dataSync().find((time) => !(time >= -tolerance && time <= this.reachMs + Math.max(tolerance, 1e-6)));
    if (wrong !== undefined)
      throw invalidValue({ where, problem: "the time lies outside the record", expected: `0 to ${this.reachMs} ms ago`, got: wrong });
  }

  /** The steps on both sides of each time, and the one that is nearest. */
  #around(times: Tensor, tolerance: number): Record<"older" | "newer" | "elapsedMs" | "nearest" | "exact", Tensor> {
    const steps = mul(times, 1 / this.dtMs);
    const nearest = round(steps);
    const exact = less(abs(sub(times, mul(nearest, this.dtMs))), Math.max(tolerance, 1e-6) * 1.01); // a bound that holds in float32 too
    const older = ceil(steps);
    return { older, newer: floor(steps), elapsedMs: mul(sub(older, steps), this.dtMs), nearest, exact };
  }

  /** The samples of a tensor of steps. */
  #pick(steps: Tensor): Tensor {
    const { shape, size } = this.#at(0);
    const clamped = where(less(steps, 0), mul(steps, 0), steps);
    const places = reshape(range(0, size, 1, "float32"), shape);
    const index = add(mul(clamped, size), steps.rank > shape.length ? expandDims(places, -1) : places);
    return reshape(gather(reshape(stack(this.#samples), [-1]), cast(reshape(index, [-1]), "int32")), index.shape);
  }
}
