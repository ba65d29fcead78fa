import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { ascending, notAbove, notNegative, notZero, positive } from "../state/check-number.ts";
import type { Shape } from "../state/neuron-shape.ts";
import { type NeuronState, fire } from "./fire.ts";
import { integrateExponential } from "./integrate.ts";
import { Neuron, type NeuronOptions } from "./neuron.ts";

export interface EIFOptions extends NeuronOptions {
  /** The membrane's time constant. */
  readonly tauMs: number;
  readonly rest: number;
  /** Where the upswing of a spike begins. */
  readonly rheobase: number;
  /** How many volts the upswing takes to grow by e. */
  readonly sharpness: number;
  readonly reset: number;
  readonly threshold: number;
  readonly resistance?: number;
}

/**
 * Exponential integrate-and-fire: {@link integrateExponential}, with {@link fire}'s threshold and refractory period.
 *
 * One Euler step of `τ dv/dt = −(v − E) + Δ exp((v − v_rh)/Δ) + R·I`: small `dtMs` matter near the spike.
 *
 * @throws SurenetError `E_OPTION` unless `rest < rheobase ≤ threshold`, `reset < threshold` and times and sharpness are positive; `E_SHAPE`, `E_STATE`
 * @example new EIF(10, { dtMs: 0.5, tauMs: 10, rest: -60, rheobase: -52, sharpness: 2, reset: -65, threshold: -40 })
 * @see Gerstner, Kistler, Naud & Paninski 2014, §5.2
 */
export class EIF extends Neuron {
  static readonly id: string = "spiking.EIF";
  readonly tauMs: number;
  readonly rest: number;
  readonly rheobase: number;
  readonly sharpness: number;
  readonly reset: number;
  readonly threshold: number;
  readonly resistance: number;
  readonly refractoryMs: number;
  readonly lock: boolean;

  constructor(shape: Shape, options: EIFOptions) {
    super("EIF", shape, options.dtMs);
    checkOptions("EIF", options, [
      "dtMs",
      "tauMs",
      "rest",
      "rheobase",
      "sharpness",
      "reset",
      "threshold",
      "resistance",
      "refractoryMs",
      "lock",
    ]);
    const { tauMs, rest, rheobase, sharpness, reset, threshold, resistance = 1, refractoryMs = 0, lock = true } = options;
    ascending("EIF", ["rest", "rheobase"], [rest, rheobase]);
    ascending("EIF", ["reset", "threshold"], [reset, threshold]);
    notAbove("EIF", { rheobase, threshold });
    positive({ where: "EIF", option: "tauMs", got: tauMs });
    positive({ where: "EIF", option: "sharpness", got: sharpness });
    notZero({ where: "EIF", option: "resistance", got: resistance });
    this.tauMs = tauMs;
    this.rest = rest;
    this.rheobase = rheobase;
    this.sharpness = sharpness;
    this.reset = reset;
    this.threshold = threshold;
    this.resistance = resistance;
    this.refractoryMs = notNegative({ where: "EIF", option: "refractoryMs", got: refractoryMs });
    this.lock = lock;
  }

  static fromJSON(config: JsonObject): EIF {
    const { shape, ...options } = readConfig(EIF.id, config, {
      shape: "numbers",
      dtMs: "number",
      tauMs: "number",
      rest: "number",
      rheobase: "number",
      sharpness: "number",
      reset: "number",
      threshold: "number",
      resistance: "number",
      refractoryMs: "number",
      lock: "boolean",
    });
    return new EIF(shape, options);
  }

  override config(): JsonObject {
    return {
      shape: this.shape,
      dtMs: this.dtMs,
      tauMs: this.tauMs,
      rest: this.rest,
      rheobase: this.rheobase,
      sharpness: this.sharpness,
      reset: this.reset,
      threshold: this.threshold,
      resistance: this.resistance,
      refractoryMs: this.refractoryMs,
      lock: this.lock,
    };
  }

  protected override step(state: NeuronState, current: Tensor): NeuronState & { readonly spikes: Tensor } {
    return fire(state, current, { ...this, dynamics: (voltage, drive) => integrateExponential(voltage, drive, this) });
  }
}
