import { type Tensor, add, expandDims, mul, sum, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidValue } from "@surenet/tensor-backend";
import { finite, positive } from "../state/check-number.ts";
import { correlate } from "./correlate.ts";
import { type Activity, LearningRule, checkMode, joined, rewarded } from "./rule.ts";
import { type STDPOptions, STDP_OPTIONS } from "./stdp.ts";
import type { TraceMode } from "./traces.ts";
import type { WeightChange } from "./updater.ts";

export interface MSTDPOptions extends STDPOptions {
  /** Multiplies every reward. */
  readonly scale?: number;
}

/**
 * {@link STDP} under a reward: each term is multiplied by `|signal · scale|`, and a negative signal turns strengthening into weakening.
 *
 * The samples' sum by default (`batchReduction`), as a reward is already an average of what was done.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`; `E_VALUE` for a step without a signal
 * @see Florian 2007, eq. 16
 */
export class MSTDP extends LearningRule {
  readonly learningRatePost: number;
  readonly learningRatePre: number;
  readonly tauPostMs: number;
  readonly tauPreMs: number;
  readonly scale: number;
  readonly traceMode: TraceMode;

  constructor(options: MSTDPOptions, where = "MSTDP", more: readonly string[] = []) {
    checkOptions(where, options, [...STDP_OPTIONS, "scale", ...more]);
    super(where, { batchReduction: "sum", ...options });
    this.learningRatePost = finite({ where, option: "learningRatePost", got: options.learningRatePost });
    this.learningRatePre = finite({ where, option: "learningRatePre", got: options.learningRatePre });
    this.tauPostMs = positive({ where, option: "tauPostMs", got: options.tauPostMs });
    this.tauPreMs = positive({ where, option: "tauPreMs", got: options.tauPreMs });
    this.scale = finite({ where, option: "scale", got: options.scale ?? 1 });
    this.traceMode = checkMode(where, options.traceMode ?? "cumulative");
  }

  override step({ pre, post, direct = false, signal }: Activity): WeightChange {
    const reward = given(this.constructor.name, signal);
    return tidy(() => {
      const { x = pre, y = post } = this.follow(
        { x: { spikes: pre, tauMs: this.tauPreMs }, y: { spikes: post, tauMs: this.tauPostMs } },
        this.traceMode,
      );
      const { scale, batchReduction } = this;
      const shared = { signal: reward, scale, batch: post.shape[0] ?? 1, batchReduction };
      return joined(
        rewarded((rows) => correlate(x, post, { direct, rows }), { ...shared, rate: this.learningRatePost }),
        rewarded((rows) => correlate(pre, y, { direct, rows, sparse: "pre" }), { ...shared, rate: this.learningRatePre }),
      );
    });
  }
}

export interface MSTDPETOptions extends MSTDPOptions {
  readonly tauEligibilityMs: number;
}

/**
 * {@link MSTDP} with an eligibility trace, so that a reward may come later: `z ← z · exp(−dt/τ_e) + x_pre · s_post / τ_e` and its mirror, for every weight and sample.
 *
 * Memory is batch times weights.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`; `E_VALUE` for a step without a signal
 * @see Florian 2007, eq. 13
 */
export class MSTDPET extends MSTDP {
  readonly tauEligibilityMs: number;

  constructor(options: MSTDPETOptions) {
    super(options, "MSTDPET", ["tauEligibilityMs"]);
    this.tauEligibilityMs = positive({ where: "MSTDPET", option: "tauEligibilityMs", got: options.tauEligibilityMs });
  }

  override step({ pre, post, direct = false, signal }: Activity): WeightChange {
    const reward = given("MSTDPET", signal);
    return tidy(() => {
      const before = { post: held(this.trace("zPost")), pre: held(this.trace("zPre")) };
      const traces = this.follow({ x: { spikes: pre, tauMs: this.tauPreMs }, y: { spikes: post, tauMs: this.tauPostMs } }, this.traceMode);
      const { x = pre, y = post } = traces;
      const pair = (senders: Tensor, receivers: Tensor): Tensor =>
        direct ? mul(senders, receivers) : mul(senders.rank === 3 ? senders : expandDims(senders, 2), expandDims(receivers, 1));
      const grown = (z: Tensor | undefined, gained: Tensor): Tensor => {
        const fresh = mul(gained, 1 / this.tauEligibilityMs);
        return z === undefined ? fresh : add(mul(z, Math.exp(-this.dtMs / this.tauEligibilityMs)), fresh);
      };
      const z = { zPost: grown(before.post, pair(x, post)), zPre: grown(before.pre, pair(pre, y)) };
      this.held.replace({ ...traces, ...z });
      const { scale, batchReduction } = this;
      const shared = { signal: reward, scale, batch: post.shape[0] ?? 1, batchReduction };
      const term = (each: Tensor) => (rows: Tensor | undefined): Tensor => sum(rows === undefined ? each : mul(each, spread(rows, each)), 0); // prettier-ignore
      return joined(
        rewarded(term(z.zPost), { ...shared, rate: this.learningRatePost }),
        rewarded(term(z.zPre), { ...shared, rate: this.learningRatePre }),
      );
    });
  }
}

/** @throws SurenetError `E_VALUE` */
export function given(where: string, signal: number | Tensor | undefined): number | Tensor {
  if (signal === undefined || Number.isNaN(signal))
    throw invalidValue({
      where,
      problem: "the step has no reward",
      expected: "a signal: a number, or a tensor with one for each sample",
      got: signal,
    });
  return signal;
}

function held(trace: Tensor | undefined): Tensor | undefined {
  return trace === undefined ? undefined : mul(trace, 1);
}

function spread(rows: Tensor, like: Tensor): Tensor {
  return like.shape.slice(1).reduce<Tensor>((all) => expandDims(all, -1), rows);
}
