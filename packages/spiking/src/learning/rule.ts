import { type Tensor, add, mul, neg, relu } from "@tensorflow/tfjs-core";
import { invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { positive } from "../state/check-number.ts";
import { HeldTensors } from "../state/held-tensors.ts";
import { type TraceMode, traceCumulative, traceNearest } from "./traces.ts";
import type { WeightChange } from "./updater.ts";

/** What a rule sees of one step. */
export interface Activity {
  /** Spikes of the senders, `[batch, in]`; `[batch, in, out]` when each weight hears them after a delay of its own. */
  readonly pre: Tensor;
  /** Spikes of the receivers, `[batch, out]`. */
  readonly post: Tensor;
  /** Sender and receiver of one place are paired, with one weight for the two. */
  readonly direct?: boolean;
  /** Delays in milliseconds, of the weights' shape, for rules that adjust for them; `pre` is then without delay. */
  readonly delay?: Tensor;
  /** The reward of this step, one number or one for each sample. */
  readonly signal?: number | Tensor;
}

export interface RuleOptions {
  readonly dtMs: number;
  /** How the samples of a batch come together. */
  readonly batchReduction?: "mean" | "sum";
}

/** A local learning rule: says, step by step, how weights would change. Its traces belong to it until `clear()`. */
export abstract class LearningRule {
  readonly dtMs: number;
  readonly batchReduction: "mean" | "sum";
  protected readonly held: HeldTensors<string> = new HeldTensors<string>();

  constructor(where: string, { dtMs, batchReduction = "mean" }: RuleOptions) {
    this.dtMs = positive({ where, option: "dtMs", got: dtMs });
    if (batchReduction !== "mean" && batchReduction !== "sum")
      throw invalidOption({ where, option: "batchReduction", got: batchReduction, expected: '"mean" or "sum"' });
    this.batchReduction = batchReduction;
  }

  /** The change that this step asks for, owned by the caller. */
  abstract step(activity: Activity): WeightChange;

  /** Forgets all traces: the next step begins a sequence. */
  clear(): void {
    this.held.dispose();
  }

  protected trace(name: string): Tensor | undefined {
    return this.held.current?.[name];
  }

  /** Moves the traces on by a step, and keeps them. */
  protected follow(
    sources: Readonly<Record<string, { readonly spikes: Tensor; readonly tauMs: number }>>,
    mode: TraceMode,
  ): Record<string, Tensor> {
    const advance = mode === "nearest" ? traceNearest : traceCumulative;
    const next = Object.fromEntries(
      Object.entries(sources).map(([name, { spikes, tauMs }]) => {
        const before = this.trace(name);
        if (before !== undefined && before.shape.join() !== spikes.shape.join())
          throw shapeMismatch({ where: this.constructor.name, problem: "a sequence of another shape is under way", expected: `[${before.shape.join(", ")}]`, got: spikes.shape, fix: "Call clear() before a new sequence." }); // prettier-ignore
        return [name, advance(spikes, before, { decay: Math.exp(-this.dtMs / tauMs), amplitude: 1 })];
      }),
    );
    this.held.replace(next);
    return next;
  }

  /** Brings the samples together; `batch` is how many were summed. */
  protected reduced(total: Tensor, batch: number): Tensor {
    return this.batchReduction === "mean" ? mul(total, 1 / Math.max(batch, 1)) : total;
  }
}

/** A term that strengthens at a positive rate and weakens at a negative one. */
export function signed(term: Tensor, rate: number): WeightChange {
  const size = mul(term, Math.abs(rate));
  return rate >= 0 ? { strengthen: size } : { weaken: size };
}

/** Adds the sides of several changes. */
export function joined(...changes: readonly WeightChange[]): WeightChange {
  const side = (name: "strengthen" | "weaken"): WeightChange => {
    const parts = changes.flatMap((change) => change[name] ?? []);
    return parts.length === 0 ? {} : { [name]: parts.reduce((a, b) => add(a, b)) };
  };
  return { ...side("strengthen"), ...side("weaken") };
}

export function checkMode(where: string, mode: TraceMode): TraceMode {
  if (mode === "cumulative" || mode === "nearest") return mode;
  throw invalidOption({ where, option: "traceMode", got: mode, expected: '"cumulative" or "nearest"' });
}

/**
 * What a reward makes of a term: `rows → term` summed over the samples that `rows` weighs.
 *
 * One number weighs all samples; a tensor weighs each, and those it punishes change sides.
 */
export function rewarded(
  term: (rows: Tensor | undefined) => Tensor,
  {
    signal,
    rate,
    scale,
    batch,
    batchReduction,
  }: { signal: number | Tensor; rate: number; scale: number; batch: number; batchReduction: "mean" | "sum" },
): WeightChange {
  if (typeof signal === "number") {
    const total = batchReduction === "mean" ? mul(term(undefined), 1 / batch) : term(undefined);
    return signed(mul(total, Math.abs(signal * scale)), Math.sign(signal * scale) * rate === 0 ? rate : Math.sign(signal * scale) * rate);
  }
  if (signal.rank !== 1 || signal.size !== batch) throw shapeMismatch({ where: "signal", expected: `[${batch}]`, got: signal.shape });
  const shared = batchReduction === "mean" ? 1 / batch : 1;
  const sides = [relu(mul(signal, scale)), relu(neg(mul(signal, scale)))].map((rows) => mul(term(rows), shared));
  const [for_, against] = sides as [Tensor, Tensor];
  return joined(signed(for_, rate), signed(against, -rate));
}
