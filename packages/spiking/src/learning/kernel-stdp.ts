import {
  type Tensor,
  add,
  exp,
  expandDims,
  fill,
  greater,
  greaterEqual,
  less,
  mul,
  neg,
  relu,
  sub,
  sum,
  tidy,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { checkOptions, invalidValue } from "@surenet/tensor-backend";
import { finite, positive } from "../state/check-number.ts";
import { given } from "./mstdp.ts";
import { type Activity, LearningRule, type RuleOptions, joined, rewarded } from "./rule.ts";
import type { WeightChange } from "./updater.ts";

/** `η · exp(−t/τ)` where the sender spiked first (t ≥ 0), else 0. */
export function expPostKernel(lagMs: Tensor, { learningRate, tauMs }: KernelOptions): Tensor {
  return tidy(() => where(greaterEqual(lagMs, 0), mul(exp(mul(relu(lagMs), -1 / tauMs)), learningRate), zerosLike(lagMs)));
}

/** `η · exp(t/τ)` where the receiver spiked first (t < 0), else 0. */
export function expPreKernel(lagMs: Tensor, { learningRate, tauMs }: KernelOptions): Tensor {
  return tidy(() => where(less(lagMs, 0), mul(exp(neg(mul(relu(neg(lagMs)), 1 / tauMs))), learningRate), zerosLike(lagMs)));
}

interface KernelOptions {
  readonly learningRate: number;
  readonly tauMs: number;
}

export interface KernelSTDPOptions extends RuleOptions {
  /** For a sender that spiked before the receiver. */
  readonly learningRatePost: number;
  /** For a receiver that spiked before the sender. */
  readonly learningRatePre: number;
  readonly tauPostMs: number;
  readonly tauPreMs: number;
}

/** Before its first spike a neuron has no lag: a time that no kernel sees, and that stays finite. */
const NEVER = 1e30;

/**
 * Learning by the lag between the last spikes of the two, `t = t_pre − t_post` in times since: `Δw = η_post exp(−t/τ_post)` for t ≥ 0, `η_pre exp(t/τ_pre)` else.
 *
 * Every step counts, not only those with spikes, so a pair teaches until the next spike of either; where one of the two has not spiked, nothing.
 * Costs batch times weights a step.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 */
export class KernelSTDP extends LearningRule {
  readonly settings: KernelSTDPOptions;

  constructor(options: KernelSTDPOptions, where = "KernelSTDP", more: readonly string[] = []) {
    checkOptions(where, options, ["dtMs", "batchReduction", "learningRatePost", "learningRatePre", "tauPostMs", "tauPreMs", ...more]);
    super(where, options);
    finite({ where, option: "learningRatePost", got: options.learningRatePost });
    finite({ where, option: "learningRatePre", got: options.learningRatePre });
    positive({ where, option: "tauPostMs", got: options.tauPostMs });
    positive({ where, option: "tauPreMs", got: options.tauPreMs });
    this.settings = options;
  }

  override step(activity: Activity): WeightChange {
    const { learningRatePost, learningRatePre } = this.settings;
    return tidy(() => {
      const kernels = this.kernels(activity);
      const total = (each: Tensor): Tensor => this.reduced(sum(each, 0), activity.post.shape[0] ?? 1);
      return joined(sided(total(kernels.post), learningRatePost), sided(total(kernels.pre), learningRatePre));
    });
  }

  /** Both kernels of each weight and sample, by size. */
  protected kernels(activity: Activity): { readonly post: Tensor; readonly pre: Tensor } {
    const { learningRatePost, learningRatePre, tauPostMs, tauPreMs } = this.settings;
    const lag = this.lag(activity);
    return {
      post: expPostKernel(lag, { learningRate: Math.abs(learningRatePost), tauMs: tauPostMs }),
      pre: expPreKernel(lag, { learningRate: Math.abs(learningRatePre), tauMs: tauPreMs }),
    };
  }

  /** `t_pre − t_post`, less the delay where there is one; so far apart that kernels vanish where one of the two never spiked. */
  protected lag({ pre, post, direct = false, delay }: Activity): Tensor {
    const since = (name: string, spikes: Tensor): Tensor => {
      const before = this.trace(name) ?? fill(spikes.shape, NEVER);
      return where(greater(spikes, 0), zerosLike(spikes), add(before, this.dtMs));
    };
    const next = { pre: since("pre", pre), post: since("post", post) };
    this.held.replace(next);
    const receivers = direct ? next.post : expandDims(next.post, 1);
    const senders = direct || pre.rank === 3 ? next.pre : expandDims(next.pre, 2);
    const lag = sub(senders, receivers);
    const never = greater(add(senders, receivers), NEVER / 2);
    const adjusted = delay === undefined ? lag : sub(lag, delay);
    return where(never, fill(adjusted.shape, NEVER), adjusted);
  }
}

/** {@link KernelSTDP} whose lag is reduced by each weight's delay: what counts is when a spike arrives. */
export class DelayAdjustedKernelSTDP extends KernelSTDP {
  override step(activity: Activity): WeightChange {
    return super.step(needsDelay("DelayAdjustedKernelSTDP", activity));
  }
}

/** {@link DelayAdjustedKernelSTDP} with the name and the sides of {@link STDP}; every step counts. */
export class DelayAdjustedSTDP extends DelayAdjustedKernelSTDP {}

export interface DelayAdjustedMSTDPOptions extends KernelSTDPOptions {
  readonly scale?: number;
}

/** {@link DelayAdjustedSTDP} under a reward, as {@link MSTDP}. */
export class DelayAdjustedMSTDP extends KernelSTDP {
  readonly scale: number;

  constructor(options: DelayAdjustedMSTDPOptions) {
    super({ batchReduction: "sum", ...options }, "DelayAdjustedMSTDP", ["scale"]);
    this.scale = finite({ where: "DelayAdjustedMSTDP", option: "scale", got: options.scale ?? 1 });
  }

  override step(activity: Activity): WeightChange {
    const signal = given("DelayAdjustedMSTDP", activity.signal);
    return tidy(() => {
      const kernels = this.kernels(needsDelay("DelayAdjustedMSTDP", activity));
      const { scale, batchReduction } = this;
      const shared = { signal, scale, batch: activity.post.shape[0] ?? 1, batchReduction };
      const side = (each: Tensor, rate: number): WeightChange =>
        rewarded((rows) => sum(rows === undefined ? each : mul(each, expandDims(expandDims(rows, 1), 2)), 0), {
          ...shared,
          rate: Math.sign(rate),
        });
      return joined(side(kernels.post, this.settings.learningRatePost), side(kernels.pre, this.settings.learningRatePre));
    });
  }
}

function sided(total: Tensor, rate: number): WeightChange {
  return rate >= 0 ? { strengthen: total } : { weaken: total };
}

function needsDelay(where: string, activity: Activity): Activity {
  if (activity.delay === undefined)
    throw invalidValue({ where, problem: "the step has no delays to adjust for", fix: "Give the connection delays." });
  return activity;
}
