import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { ascending, notNegative, notZero, positive } from "../state/check-number.ts";
import type { Shape } from "../state/neuron-shape.ts";
import { raisedThreshold, thresholdsFromSpikes } from "./adaptation.ts";
import { adaptationLists, AdaptiveNeuron, type AdaptiveOptions, type PerAdaptation } from "./adaptive-neuron.ts";
import { type NeuronState, fire } from "./fire.ts";
import { integrateLinear } from "./integrate.ts";

export interface ALIFOptions extends AdaptiveOptions {
  /** The membrane's time constant. */
  readonly tauMs: number;
  readonly rest: number;
  readonly reset: number;
  /** The threshold of a neuron that has not spiked for long. */
  readonly threshold: number;
  readonly resistance?: number;
  /** How long a raised threshold takes to come down. */
  readonly adaptationTauMs: PerAdaptation;
}

/**
 * Leaky integrate-and-fire whose threshold rises with each spike: `θ = threshold + Σ_k θ_k`, with {@link thresholdsFromSpikes}.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example new ALIF(10, { dtMs: 1, tauMs: 20, rest: -60, reset: -65, threshold: -50, adaptationTauMs: 30, increment: 1.5 })
 * @see Bellec et al. 2018, §2 (the adaptive threshold)
 */
export class ALIF extends AdaptiveNeuron {
  static readonly id: string = "spiking.ALIF";
  readonly tauMs: number;
  readonly rest: number;
  readonly reset: number;
  readonly threshold: number;
  readonly resistance: number;
  readonly adaptationTauMs: readonly number[];
  readonly increment: readonly number[];
  readonly refractoryMs: number;
  readonly lock: boolean;

  constructor(shape: Shape, options: ALIFOptions) {
    checkOptions("ALIF", options, [
      "dtMs",
      "tauMs",
      "rest",
      "reset",
      "threshold",
      "resistance",
      "adaptationTauMs",
      "increment",
      "refractoryMs",
      "lock",
      "batchReduction",
    ]);
    const { tauMs, rest, reset, threshold, resistance = 1, refractoryMs = 0, lock = true, batchReduction = "mean" } = options;
    const { adaptationTauMs, increment } = options;
    const lists = adaptationLists("ALIF", { adaptationTauMs, increment }, ["adaptationTauMs"]);
    super("ALIF", shape, { dtMs: options.dtMs, adaptations: lists.increment.length, batchReduction });
    ascending("ALIF", ["rest", "threshold"], [rest, threshold]);
    ascending("ALIF", ["reset", "threshold"], [reset, threshold]);
    positive({ where: "ALIF", option: "tauMs", got: tauMs });
    notZero({ where: "ALIF", option: "resistance", got: resistance });
    this.tauMs = tauMs;
    this.rest = rest;
    this.reset = reset;
    this.threshold = threshold;
    this.resistance = resistance;
    this.adaptationTauMs = lists.adaptationTauMs;
    this.increment = lists.increment;
    this.refractoryMs = notNegative({ where: "ALIF", option: "refractoryMs", got: refractoryMs });
    this.lock = lock;
  }

  static fromJSON(config: JsonObject): ALIF {
    const { shape, batchReduction, ...options } = readConfig(ALIF.id, config, {
      shape: "numbers",
      dtMs: "number",
      tauMs: "number",
      rest: "number",
      reset: "number",
      threshold: "number",
      resistance: "number",
      adaptationTauMs: "numbers",
      increment: "numbers",
      refractoryMs: "number",
      lock: "boolean",
      batchReduction: "string",
    });
    return new ALIF(shape, { ...options, batchReduction: batchReduction === "sum" ? "sum" : "mean" });
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
      adaptationTauMs: this.adaptationTauMs,
      increment: this.increment,
      refractoryMs: this.refractoryMs,
      lock: this.lock,
      batchReduction: this.batchReduction,
    };
  }

  protected override fireWith(adaptation: Tensor, state: NeuronState, current: Tensor): NeuronState & { readonly spikes: Tensor } {
    const threshold = raisedThreshold(this.threshold, adaptation);
    return fire(state, current, { ...this, threshold, dynamics: (voltage, drive) => integrateLinear(voltage, drive, this) });
  }

  protected override adapted(adaptation: Tensor, { spikes, voltage, refractory }: NeuronState & { readonly spikes: Tensor }): Tensor {
    const step = { adaptation, spikes, voltage, ...(this.lock ? { refractory } : {}) };
    return thresholdsFromSpikes(step, { dtMs: this.dtMs, tausMs: this.adaptationTauMs, increments: this.increment });
  }
}
