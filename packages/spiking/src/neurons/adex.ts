import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { ascending, notAbove, notNegative, notZero, positive } from "../state/check-number.ts";
import type { Shape } from "../state/neuron-shape.ts";
import { currentsFromVoltage, reducedCurrent } from "./adaptation.ts";
import { adaptationLists, AdaptiveNeuron, type AdaptiveOptions, type PerAdaptation } from "./adaptive-neuron.ts";
import { type NeuronState, fire } from "./fire.ts";
import { integrateExponential } from "./integrate.ts";

export interface AdExOptions extends AdaptiveOptions {
  /** The membrane's time constant. */
  readonly tauMs: number;
  readonly rest: number;
  readonly rheobase: number;
  readonly sharpness: number;
  readonly reset: number;
  readonly threshold: number;
  readonly resistance?: number;
  readonly adaptationTauMs: PerAdaptation;
  /** How strongly each adaptation follows the voltage. */
  readonly coupling: PerAdaptation;
}

/**
 * The exponential neuron with adaptation currents: {@link EIF} with `I − Σ_k w_k`, and {@link currentsFromVoltage}.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example
 * new AdEx(10, {
 *   dtMs: 1, tauMs: 10, rest: -60, rheobase: -52, sharpness: 2, reset: -65, threshold: -40,
 *   adaptationTauMs: 25, coupling: 0.1, increment: 0.8,
 * });
 * @see Brette & Gerstner 2005
 */
export class AdEx extends AdaptiveNeuron {
  static readonly id: string = "spiking.AdEx";
  readonly tauMs: number;
  readonly rest: number;
  readonly rheobase: number;
  readonly sharpness: number;
  readonly reset: number;
  readonly threshold: number;
  readonly resistance: number;
  readonly adaptationTauMs: readonly number[];
  readonly coupling: readonly number[];
  readonly increment: readonly number[];
  readonly refractoryMs: number;
  readonly lock: boolean;

  constructor(shape: Shape, options: AdExOptions) {
    checkOptions("AdEx", options, [
      "dtMs",
      "tauMs",
      "rest",
      "rheobase",
      "sharpness",
      "reset",
      "threshold",
      "resistance",
      "adaptationTauMs",
      "coupling",
      "increment",
      "refractoryMs",
      "lock",
      "batchReduction",
    ]);
    const {
      tauMs,
      rest,
      rheobase,
      sharpness,
      reset,
      threshold,
      resistance = 1,
      refractoryMs = 0,
      lock = true,
      batchReduction = "mean",
    } = options;
    const { adaptationTauMs, coupling, increment } = options;
    const lists = adaptationLists("AdEx", { adaptationTauMs, coupling, increment }, ["adaptationTauMs"]);
    super("AdEx", shape, { dtMs: options.dtMs, adaptations: lists.increment.length, batchReduction });
    ascending("AdEx", ["rest", "rheobase"], [rest, rheobase]);
    ascending("AdEx", ["reset", "threshold"], [reset, threshold]);
    notAbove("AdEx", { rheobase, threshold });
    positive({ where: "AdEx", option: "tauMs", got: tauMs });
    positive({ where: "AdEx", option: "sharpness", got: sharpness });
    notZero({ where: "AdEx", option: "resistance", got: resistance });
    this.tauMs = tauMs;
    this.rest = rest;
    this.rheobase = rheobase;
    this.sharpness = sharpness;
    this.reset = reset;
    this.threshold = threshold;
    this.resistance = resistance;
    this.adaptationTauMs = lists.adaptationTauMs;
    this.coupling = lists.coupling;
    this.increment = lists.increment;
    this.refractoryMs = notNegative({ where: "AdEx", option: "refractoryMs", got: refractoryMs });
    this.lock = lock;
  }

  static fromJSON(config: JsonObject): AdEx {
    const { shape, batchReduction, ...options } = readConfig(AdEx.id, config, {
      shape: "numbers",
      dtMs: "number",
      tauMs: "number",
      rest: "number",
      rheobase: "number",
      sharpness: "number",
      reset: "number",
      threshold: "number",
      resistance: "number",
      adaptationTauMs: "numbers",
      coupling: "numbers",
      increment: "numbers",
      refractoryMs: "number",
      lock: "boolean",
      batchReduction: "string",
    });
    return new AdEx(shape, { ...options, batchReduction: batchReduction === "sum" ? "sum" : "mean" });
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
      adaptationTauMs: this.adaptationTauMs,
      coupling: this.coupling,
      increment: this.increment,
      refractoryMs: this.refractoryMs,
      lock: this.lock,
      batchReduction: this.batchReduction,
    };
  }

  protected override fireWith(adaptation: Tensor, state: NeuronState, current: Tensor): NeuronState & { readonly spikes: Tensor } {
    const left = reducedCurrent(current, adaptation);
    return fire(state, left, { ...this, dynamics: (voltage, drive) => integrateExponential(voltage, drive, this) });
  }

  protected override adapted(adaptation: Tensor, { spikes, voltage, refractory }: NeuronState & { readonly spikes: Tensor }): Tensor {
    const step = { adaptation, spikes, voltage, ...(this.lock ? { refractory } : {}) };
    const { dtMs, rest, adaptationTauMs: tausMs, coupling: couplings, increment: increments } = this;
    return currentsFromVoltage(step, { dtMs, rest, tausMs, couplings, increments });
  }
}
