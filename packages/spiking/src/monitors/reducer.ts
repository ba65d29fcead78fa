import { type Tensor, add, cast, fill, greater, mul, sub, tidy, where, zerosLike } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { type TraceMode, traceCumulative, traceCumulativeScaled, traceNearest, traceNearestScaled } from "../learning/traces.ts";
import {
  type Interpolation,
  interpolateDecay,
  interpolateElapsed,
  interpolateLinear,
  interpolatePrevious,
} from "../records/interpolate.ts";
import { type RecordOptions, RecordTensor } from "../records/record-tensor.ts";
import { notZero, positive } from "../state/check-number.ts";

/**
 * What is left of a stream of tensors: a trace, an average, the time since an event. Feed it with `observe`, read it with `peek`, `view` and `dump`.
 *
 * Its memory is its record, one sample unless a duration is given; `clear()` begins a new sequence.
 */
export abstract class Reducer {
  readonly dtMs: number;
  readonly record: RecordTensor;

  constructor(options: RecordOptions) {
    const { dtMs, durationMs = 0, inclusive = false } = options;
    this.dtMs = dtMs;
    this.record = new RecordTensor({ dtMs, durationMs, inclusive });
  }

  /** The reduced value after an observation. */
  protected abstract fold(observation: Tensor, before: Tensor | undefined, condition?: Tensor): Tensor;

  /** How the value is read between two steps. */
  protected abstract readonly between: Interpolation;

  /** What stands for the time before the first observation. */
  protected readonly past: number = 0;

  /** @param observation borrowed; the condition, where the reducer takes one, is a boolean tensor of its shape */
  observe(observation: Tensor, condition?: Tensor): void {
    tidy(() => {
      const before = this.record.isEmpty ? undefined : this.record.peek();
      const next = this.fold(cast(observation, "float32"), before, condition);
      this.record.push(next, { past: this.past });
    });
  }

  /** The value now, borrowed until the next observation. */
  peek(): Tensor {
    return this.record.peek();
  }

  /** The value of `times` milliseconds ago, owned by the caller. */
  view(times: number | Tensor): Tensor {
    return this.record.select(times, { interpolation: this.between });
  }

  /** All values that are held, the newest first; owned by the caller. */
  dump(): Tensor {
    return this.record.dump();
  }

  clear(): void {
    this.record.dispose();
  }
}

const RECORD = ["dtMs", "durationMs", "inclusive"] as const;

export interface TraceReducerOptions extends RecordOptions {
  readonly tauMs: number;
  readonly amplitude?: number;
  readonly mode?: TraceMode;
}

/** A trace of spikes: {@link traceCumulative} or {@link traceNearest}. */
export class TraceReducer extends Reducer {
  readonly tauMs: number;
  readonly amplitude: number;
  readonly mode: TraceMode;

  constructor(options: TraceReducerOptions) {
    const where = "TraceReducer";
    checkOptions(where, options, [...RECORD, "tauMs", "amplitude", "mode"]);
    super(options);
    this.tauMs = positive({ where, option: "tauMs", got: options.tauMs });
    this.amplitude = notZero({ where, option: "amplitude", got: options.amplitude ?? 1 });
    this.mode = options.mode ?? "cumulative";
  }

  protected override get between(): Interpolation {
    return interpolateDecay(this.tauMs);
  }

  protected override fold(observation: Tensor, before: Tensor | undefined): Tensor {
    const options = { decay: Math.exp(-this.dtMs / this.tauMs), amplitude: this.amplitude };
    return (this.mode === "nearest" ? traceNearest : traceCumulative)(observation, before, options);
  }
}

export interface ScaledTraceReducerOptions extends TraceReducerOptions {
  readonly scale: number;
  /** What counts as an event; else each observation comes with a condition of its own. */
  readonly criterion?: (observation: Tensor) => Tensor;
}

/** A trace of values: an event adds, or sets, `amplitude + scale · observation`. */
export class ScaledTraceReducer extends TraceReducer {
  readonly scale: number;
  readonly criterion: ((observation: Tensor) => Tensor) | undefined;

  constructor({ scale, criterion, ...options }: ScaledTraceReducerOptions) {
    super(options);
    this.scale = scale;
    this.criterion = criterion;
  }

  protected override fold(observation: Tensor, before: Tensor | undefined, condition?: Tensor): Tensor {
    const event = condition ?? this.criterion?.(observation);
    if (event === undefined)
      throw invalidOption({ where: "ScaledTraceReducer", option: "criterion", got: undefined, expected: "a criterion, or a condition beside each observation" }); // prettier-ignore
    const options = { decay: Math.exp(-this.dtMs / this.tauMs), amplitude: this.amplitude, scale: this.scale, event };
    return (this.mode === "nearest" ? traceNearestScaled : traceCumulativeScaled)(observation, before, options);
  }
}

/** The exponential moving average, `x ← α · observation + (1 − α) · x`; the first observation is taken as it is. */
export class EMAReducer extends Reducer {
  readonly alpha: number;
  protected override readonly between: Interpolation = interpolateLinear;

  constructor(options: RecordOptions & { readonly alpha: number }) {
    checkOptions("EMAReducer", options, [...RECORD, "alpha"]);
    super(options);
    if (!(options.alpha >= 0 && options.alpha <= 1))
      throw invalidOption({ where: "EMAReducer", option: "alpha", got: options.alpha, expected: "a share in [0, 1]" });
    this.alpha = options.alpha;
  }

  protected override fold(observation: Tensor, before: Tensor | undefined): Tensor {
    return before === undefined ? mul(observation, 1) : add(mul(observation, this.alpha), mul(before, 1 - this.alpha));
  }
}

/** The average of all observations since `clear()`. */
export class AverageReducer extends Reducer {
  protected override readonly between: Interpolation = interpolateLinear;
  #count = 0;

  constructor(options: RecordOptions) {
    checkOptions("AverageReducer", options, RECORD);
    super(options);
  }

  protected override fold(observation: Tensor, before: Tensor | undefined): Tensor {
    this.#count++;
    return before === undefined ? mul(observation, 1) : add(before, mul(sub(observation, before), 1 / this.#count));
  }

  override clear(): void {
    super.clear();
    this.#count = 0;
  }
}

/** The milliseconds since the last event, `initial` until the first. Between two steps the time goes on. */
export class EventReducer extends Reducer {
  readonly criterion: (observation: Tensor) => Tensor;
  readonly initial: number;
  protected override readonly between: Interpolation = interpolateElapsed;
  protected override readonly past: number;

  constructor(
    options: RecordOptions & { readonly criterion?: (observation: Tensor) => Tensor; readonly initial?: "inf" | "zero" | "nan" },
  ) {
    checkOptions("EventReducer", options, [...RECORD, "criterion", "initial"]);
    super(options);
    const { criterion = (x): Tensor => greater(x, 0), initial = "inf" } = options;
    const starts: Readonly<Record<string, number>> = { inf: Infinity, zero: 0, nan: NaN };
    const start = starts[initial];
    if (start === undefined)
      throw invalidOption({ where: "EventReducer", option: "initial", got: initial, expected: '"inf", "zero" or "nan"' });
    this.criterion = criterion;
    this.initial = start;
    this.past = start;
  }

  protected override fold(observation: Tensor, before: Tensor | undefined): Tensor {
    const elapsed = before === undefined ? fill(observation.shape, this.initial) : add(before, this.dtMs);
    return where(this.criterion(observation), zerosLike(observation), elapsed);
  }
}

/** The observations themselves. */
export class PassthroughReducer extends Reducer {
  protected override readonly between: Interpolation = interpolatePrevious;

  constructor(options: RecordOptions) {
    checkOptions("PassthroughReducer", options, RECORD);
    super(options);
  }

  protected override fold(observation: Tensor): Tensor {
    return mul(observation, 1);
  }
}
