import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { ascending, finite, notNegative, notZero, positive } from "../state/check-number.ts";
import type { Shape } from "../state/neuron-shape.ts";
import { raisedThreshold, thresholdsFromSpikes } from "./adaptation.ts";
import { adaptationLists, AdaptiveNeuron, type AdaptiveOptions, type PerAdaptation } from "./adaptive-neuron.ts";
import { type NeuronState, fire, linearReset } from "./fire.ts";
import { integrateLinear } from "./integrate.ts";

export interface GLIF2Options extends AdaptiveOptions {
  /** The membrane's time constant. */
  readonly tauMs: number;
  readonly rest: number;
  /** How far below the scaled voltage a spike resets. */
  readonly resetAdd: number;
  /** The share of the voltage above rest that a spike leaves. */
  readonly resetScale: number;
  /** The threshold of a neuron that has not spiked for long. */
  readonly threshold: number;
  readonly resistance?: number;
  /** How fast a raised threshold comes down, per millisecond. */
  readonly adaptationRate: PerAdaptation;
}

/**
 * Generalised leaky integrate-and-fire, level 2: the threshold adapts as in {@link ALIF}, and the reset depends on the voltage of the spike.
 *
 * `v ← E + resetScale · (v − E) − resetAdd`
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example new GLIF2(10, { dtMs: 1, tauMs: 20, rest: -60, resetAdd: 4, resetScale: -0.3, threshold: -50, adaptationRate: 0.05, increment: 1.5 })
 * @see Teeter et al. 2018, eq. 2
 */
export class GLIF2 extends AdaptiveNeuron {
  static readonly id: string = "spiking.GLIF2";
  readonly tauMs: number;
  readonly rest: number;
  readonly resetAdd: number;
  readonly resetScale: number;
  readonly threshold: number;
  readonly resistance: number;
  readonly adaptationRate: readonly number[];
  readonly increment: readonly number[];
  readonly refractoryMs: number;
  readonly lock: boolean;

  constructor(shape: Shape, options: GLIF2Options) {
    checkOptions("GLIF2", options, [
      "dtMs",
      "tauMs",
      "rest",
      "resetAdd",
      "resetScale",
      "threshold",
      "resistance",
      "adaptationRate",
      "increment",
      "refractoryMs",
      "lock",
      "batchReduction",
    ]);
    const {
      tauMs,
      rest,
      resetAdd,
      resetScale,
      threshold,
      resistance = 1,
      refractoryMs = 0,
      lock = true,
      batchReduction = "mean",
    } = options;
    const { adaptationRate, increment } = options;
    const lists = adaptationLists("GLIF2", { adaptationRate, increment }, ["adaptationRate"]);
    super("GLIF2", shape, { dtMs: options.dtMs, adaptations: lists.increment.length, batchReduction });
    ascending("GLIF2", ["rest", "threshold"], [rest, threshold]);
    positive({ where: "GLIF2", option: "tauMs", got: tauMs });
    finite({ where: "GLIF2", option: "resetAdd", got: resetAdd });
    finite({ where: "GLIF2", option: "resetScale", got: resetScale });
    notZero({ where: "GLIF2", option: "resistance", got: resistance });
    this.tauMs = tauMs;
    this.rest = rest;
    this.resetAdd = resetAdd;
    this.resetScale = resetScale;
    this.threshold = threshold;
    this.resistance = resistance;
    this.adaptationRate = lists.adaptationRate;
    this.increment = lists.increment;
    this.refractoryMs = notNegative({ where: "GLIF2", option: "refractoryMs", got: refractoryMs });
    this.lock = lock;
  }

  static fromJSON(config: JsonObject): GLIF2 {
    const { shape, batchReduction, ...options } = readConfig(GLIF2.id, config, {
      shape: "numbers",
      dtMs: "number",
      tauMs: "number",
      rest: "number",
      resetAdd: "number",
      resetScale: "number",
      threshold: "number",
      resistance: "number",
      adaptationRate: "numbers",
      increment: "numbers",
      refractoryMs: "number",
      lock: "boolean",
      batchReduction: "string",
    });
    return new GLIF2(shape, { ...options, batchReduction: batchReduction === "sum" ? "sum" : "mean" });
  }

  override config(): JsonObject {
    return {
      shape: this.shape,
      dtMs: this.dtMs,
      tauMs: this.tauMs,
      rest: this.rest,
      resetAdd: this.resetAdd,
      resetScale: this.resetScale,
      threshold: this.threshold,
      resistance: this.resistance,
      adaptationRate: this.adaptationRate,
      increment: this.increment,
      refractoryMs: this.refractoryMs,
      lock: this.lock,
      batchReduction: this.batchReduction,
    };
  }

  protected override fireWith(adaptation: Tensor, state: NeuronState, current: Tensor): NeuronState & { readonly spikes: Tensor } {
    const threshold = raisedThreshold(this.threshold, adaptation);
    const reset = linearReset({ rest: this.rest, scale: this.resetScale, add: this.resetAdd });
    return fire(state, current, { ...this, threshold, reset, dynamics: (voltage, drive) => integrateLinear(voltage, drive, this) });
  }

  protected override adapted(adaptation: Tensor, { spikes, voltage, refractory }: NeuronState & { readonly spikes: Tensor }): Tensor {
    const step = { adaptation, spikes, voltage, ...(this.lock ? { refractory } : {}) };
    const tausMs = this.adaptationRate.map((rate) => 1 / rate);
    return thresholdsFromSpikes(step, { dtMs: this.dtMs, tausMs, increments: this.increment });
  }
}
