import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { finite, positive } from "../state/check-number.ts";
import { correlate } from "./correlate.ts";
import { type Activity, LearningRule, type RuleOptions, checkMode, joined, signed } from "./rule.ts";
import type { TraceMode } from "./traces.ts";
import type { WeightChange } from "./updater.ts";

export interface STDPOptions extends RuleOptions {
  /** What a receiver's spike adds for each recent spike of the sender; negative to weaken. */
  readonly learningRatePost: number;
  /** What a sender's spike adds for each recent spike of the receiver; negative to weaken. */
  readonly learningRatePre: number;
  readonly tauPostMs: number;
  readonly tauPreMs: number;
  /** Whether all recent spikes count or only the last. */
  readonly traceMode?: TraceMode;
}

export const STDP_OPTIONS = [
  "dtMs",
  "batchReduction",
  "learningRatePost",
  "learningRatePre",
  "tauPostMs",
  "tauPreMs",
  "traceMode",
] as const;

/**
 * Learning by pairs of spikes: `Δw = η_post · x_pre · s_post + η_pre · x_post · s_pre`, with traces x that include the step itself.
 *
 * Spikes in one step count in both terms. One product a step, on the side of the spikes; no outer product of a sample is ever made.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example
 * const rule = new STDP({ dtMs: 1, learningRatePost: 0.2, learningRatePre: -0.1, tauPostMs: 20, tauPreMs: 20 });
 * rule.step({ pre: tensor([[1]]), post: tensor([[0]]) });
 * rule.step({ pre: tensor([[0]]), post: tensor([[1]]) }).strengthen; // 0.2 · exp(−1/20): [[0.19]]
 * @see Morrison, Diesmann & Gerstner 2008, §4.1
 */
export class STDP extends LearningRule {
  readonly learningRatePost: number;
  readonly learningRatePre: number;
  readonly tauPostMs: number;
  readonly tauPreMs: number;
  readonly traceMode: TraceMode;

  constructor(options: STDPOptions) {
    const where = "STDP";
    checkOptions(where, options, STDP_OPTIONS);
    super(where, options);
    this.learningRatePost = finite({ where, option: "learningRatePost", got: options.learningRatePost });
    this.learningRatePre = finite({ where, option: "learningRatePre", got: options.learningRatePre });
    this.tauPostMs = positive({ where, option: "tauPostMs", got: options.tauPostMs });
    this.tauPreMs = positive({ where, option: "tauPreMs", got: options.tauPreMs });
    this.traceMode = checkMode(where, options.traceMode ?? "cumulative");
  }

  override step({ pre, post, direct = false }: Activity): WeightChange {
    return tidy(() => {
      const { x, y } = this.follow(
        { x: { spikes: pre, tauMs: this.tauPreMs }, y: { spikes: post, tauMs: this.tauPostMs } },
        this.traceMode,
      );
      const batch = post.shape[0] ?? 1;
      const both = (a: Tensor | undefined, b: Tensor | undefined, sparse: "pre" | "post"): Tensor =>
        this.reduced(correlate(a ?? pre, b ?? post, { direct, sparse }), batch);
      const change = joined(signed(both(x, post, "post"), this.learningRatePost), signed(both(pre, y, "pre"), this.learningRatePre));
      return { ...change };
    });
  }
}

/** {@link STDP}, whose rates are always applied after the traces are summed; the reference folds them into its traces and keeps a second class. */
export class StableSTDP extends STDP {}
