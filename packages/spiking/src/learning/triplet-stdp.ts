import { type Tensor, add, mul, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { finite, notZero, positive } from "../state/check-number.ts";
import { correlate } from "./correlate.ts";
import { type Activity, LearningRule, type RuleOptions, checkMode, joined, signed } from "./rule.ts";
import type { TraceMode } from "./traces.ts";
import type { WeightChange } from "./updater.ts";

export interface TripletSTDPOptions extends RuleOptions {
  /** Its sign says whether a receiver's spike strengthens. */
  readonly learningRatePostPair: number;
  readonly learningRatePostTriplet: number;
  readonly learningRatePrePair: number;
  readonly learningRatePreTriplet: number;
  readonly tauPostFastMs: number;
  readonly tauPostSlowMs: number;
  readonly tauPreFastMs: number;
  readonly tauPreSlowMs: number;
  readonly traceMode?: TraceMode;
}

const NAMES = ["learningRatePostPair", "learningRatePostTriplet", "learningRatePrePair", "learningRatePreTriplet", "tauPostFastMs", "tauPostSlowMs", "tauPreFastMs", "tauPreSlowMs"] as const; // prettier-ignore

/**
 * Learning by pairs and triplets: the slow traces of the step before add to a pair's weight.
 *
 * `Δw = η_pair · x_fast · (1 + |η_triplet / η_pair| · y_slow(t − dt)) · s_post`, and its mirror for the sender's spikes. Triplet rates count by size only.
 *
 * @throws SurenetError `E_OPTION` for a pair rate of 0 or a slow trace that is not slower; `E_SHAPE`
 * @see Pfister & Gerstner 2006, eqs. 3 and 4
 */
export class TripletSTDP extends LearningRule {
  readonly settings: Readonly<Record<(typeof NAMES)[number], number>>;
  readonly traceMode: TraceMode;

  constructor(options: TripletSTDPOptions) {
    const where = "TripletSTDP";
    checkOptions(where, options, ["dtMs", "batchReduction", "traceMode", ...NAMES]);
    super(where, options);
    for (const name of NAMES) {
      const check = name.startsWith("tau") ? positive : name.endsWith("Pair") ? notZero : finite;
      check({ where, option: name, got: options[name] });
    }
    for (const side of ["Post", "Pre"] as const) {
      const [fast, slow] = [options[`tau${side}FastMs`], options[`tau${side}SlowMs`]];
      if (!(fast < slow))
        throw invalidOption({ where, option: `tau${side}SlowMs`, got: slow, expected: `more than tau${side}FastMs, which is ${fast}` });
    }
    this.settings = options;
    this.traceMode = checkMode(where, options.traceMode ?? "cumulative");
  }

  override step({ pre, post, direct = false }: Activity): WeightChange {
    const s = this.settings;
    return tidy(() => {
      const slow = { x: copyOf(this.trace("xSlow")), y: copyOf(this.trace("ySlow")) };
      const fast = this.follow(
        {
          x: { spikes: pre, tauMs: s.tauPreFastMs },
          y: { spikes: post, tauMs: s.tauPostFastMs },
          xSlow: { spikes: pre, tauMs: s.tauPreSlowMs },
          ySlow: { spikes: post, tauMs: s.tauPostSlowMs },
        },
        this.traceMode,
      );
      const lifted = (spikes: Tensor, trace: Tensor | undefined, ratio: number): Tensor =>
        trace === undefined ? spikes : mul(spikes, add(mul(trace, Math.abs(ratio)), 1));
      const batch = post.shape[0] ?? 1;
      const byPost = correlate(fast["x"] ?? pre, lifted(post, slow.y, s.learningRatePostTriplet / s.learningRatePostPair), { direct });
      const byPre = correlate(lifted(pre, slow.x, s.learningRatePreTriplet / s.learningRatePrePair), fast["y"] ?? post, {
        direct,
        sparse: "pre",
      });
      return joined(signed(this.reduced(byPost, batch), s.learningRatePostPair), signed(this.reduced(byPre, batch), s.learningRatePrePair));
    });
  }
}

/** {@link TripletSTDP}, whose rates are always applied after the traces are summed. */
export class StableTripletSTDP extends TripletSTDP {}

/** The trace that the coming step replaces. */
function copyOf(trace: Tensor | undefined): Tensor | undefined {
  return trace === undefined ? undefined : mul(trace, 1);
}
