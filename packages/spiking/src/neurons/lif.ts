import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions, lifStep } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { ascending, notNegative, notZero, positive } from "../state/check-number.ts";
import type { Shape } from "../state/neuron-shape.ts";
import type { NeuronState } from "./fire.ts";
import { Neuron, type NeuronOptions } from "./neuron.ts";

export interface LIFOptions extends NeuronOptions {
  /** The membrane's time constant. */
  readonly tauMs: number;
  readonly rest: number;
  /** Where the voltage goes after a spike. */
  readonly reset: number;
  readonly threshold: number;
  readonly resistance?: number;
}

/**
 * Leaky integrate-and-fire: {@link lifStep} as a module, one fused kernel a step where the engine has it.
 *
 * `v ← E + R·I + (v − E − R·I) · exp(−dt/τ)`, exact for a current that is constant over the step.
 *
 * @throws SurenetError `E_OPTION` for times or a resistance that cannot be, or a rest or reset that reaches the threshold; `E_SHAPE`, `E_STATE`
 * @example
 * const neuron = new LIF(1, { dtMs: 1, tauMs: 1 / Math.LN2, rest: 0, reset: 0, threshold: 1 }); // decay 1/2
 * neuron.forward(tensor([[3]])); // v = 3 + (0 − 3)/2 = 1.5 ≥ 1: [[1]]
 * @see Gerstner, Kistler, Naud & Paninski 2014, §1.3
 */
export class LIF extends Neuron {
  static readonly id: string = "spiking.LIF";
  readonly tauMs: number;
  readonly rest: number;
  readonly reset: number;
  readonly threshold: number;
  readonly resistance: number;
  readonly refractoryMs: number;
  readonly lock: boolean;

  constructor(shape: Shape, options: LIFOptions) {
    super("LIF", shape, options.dtMs);
    checkOptions("LIF", options, ["dtMs", "tauMs", "rest", "reset", "threshold", "resistance", "refractoryMs", "lock"]);
    const { tauMs, rest, reset, threshold, resistance = 1, refractoryMs = 0, lock = true } = options;
    ascending("LIF", ["rest", "threshold"], [rest, threshold]);
    ascending("LIF", ["reset", "threshold"], [reset, threshold]);
    positive({ where: "LIF", option: "tauMs", got: tauMs });
    notZero({ where: "LIF", option: "resistance", got: resistance });
    this.tauMs = tauMs;
    this.rest = rest;
    this.reset = reset;
    this.threshold = threshold;
    this.resistance = resistance;
    this.refractoryMs = notNegative({ where: "LIF", option: "refractoryMs", got: refractoryMs });
    this.lock = lock;
  }

  static fromJSON(config: JsonObject): LIF {
    const { shape, ...options } = LIF.readConfig(config);
    return new LIF(shape, options);
  }

  /** @throws SurenetError `E_FILE` */
  static readConfig(config: JsonObject): LIFOptions & { readonly shape: Shape } {
    return readConfig(LIF.id, config, {
      shape: "numbers",
      dtMs: "number",
      tauMs: "number",
      rest: "number",
      reset: "number",
      threshold: "number",
      resistance: "number",
      refractoryMs: "number",
      lock: "boolean",
    });
  }

  override config(): JsonObject {
    return {
      shape: this.shape,
      dtMs: this.dtMs,
      tauMs: this.tauMs,
      rest: this.rest,
      reset: this.reset,
      threshold: this.threshold,
      resistance: this.resistance,
      refractoryMs: this.refractoryMs,
      lock: this.lock,
    };
  }

  protected override step(state: NeuronState, current: Tensor): NeuronState & { readonly spikes: Tensor } {
    const { dtMs, tauMs, rest, reset, threshold, resistance, refractoryMs, lock } = this;
    return lifStep(state, current, { dtMs, tauMs, rest, reset, threshold, resistance, refractoryMs, lock });
  }
}
