import { type Tensor, div, mul, sum, tidy, zeros } from "@tensorflow/tfjs-core";
import { type Rng, type SpikeEvents, checkOptions, createRng, invalidOption, shapeMismatch, winnerTakeAll } from "@surenet/tensor-backend";
import { Buffer, type JsonObject, Module, positiveInteger, readConfig } from "@surenet/nn";
import { bernoulliEvents } from "../encoders/spike-events.ts";
import { givenRng } from "../state/given-rng.ts";
import { notNegative, positive } from "../state/check-number.ts";

export interface WinnerTakeAllOptions {
  /** Draws the first weights and every spike train. */
  readonly rng: Rng;
  readonly dtMs?: number;
  /** How long a sample is shown. */
  readonly presentMs?: number;
  /** The spike rate of an input of intensity 1. */
  readonly frequencyHz?: number;
  /** The membrane's time constant. */
  readonly tauMs?: number;
  /** The time constant in which a spike of an input is remembered. */
  readonly traceMs?: number;
  /** How long a spike silences everybody, its own step included. */
  readonly inhibitionMs?: number;
  /** What a spike adds to its neuron's threshold; `neurons / 5000` keeps the spikes per neuron alike for any number of them. */
  readonly thresholdIncrement?: number;
  /** The share of the thresholds that a sample takes. */
  readonly thresholdDecay?: number;
  /** The sum that the weights of a neuron are held at. */
  readonly weightSum?: number;
  /** Where strengthening ends. */
  readonly largestWeight?: number;
}

const DEFAULTS = {
  dtMs: 1, presentMs: 100, frequencyHz: 200, tauMs: 100, traceMs: 20, inhibitionMs: 5, thresholdDecay: 1e-4, weightSum: 12, largestWeight: 0.154,
} as const; // prettier-ignore

/**
 * Neurons that compete for samples and learn without labels: the one that is furthest above its threshold fires, silences the others, and strengthens the inputs
 * that spiked just before (spike-timing-dependent plasticity). A threshold that rises with each spike gives the others their turn.
 *
 * {@link winnerTakeAll} says what a step does. It is a simplification of Diehl & Cook's network: inhibition is instant, synapses are currents, no depression.
 *
 * The defaults are for digits of 28×28 pixels in [0, 1], which are about 2230 input spikes each; scale `weightSum` and `largestWeight` with the inputs that
 * matter. `forward` counts spikes and changes nothing; {@link learn} learns. Both draw spikes from `rng`.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_VALUE`; `E_UNSUPPORTED` on WebGPU
 * @example
 * const network = new WinnerTakeAll(784, 100, { rng: createRng(0) });
 * const counts = network.learn(digits, { learningRate: 0.05 }); // spikes of each neuron for each digit, [digits, 100]
 * @see Diehl & Cook, "Unsupervised learning of digit recognition using spike-timing-dependent plasticity", 2015
 */
export class WinnerTakeAll extends Module {
  static readonly id: string = "spiking.WinnerTakeAll";
  readonly inputs: number;
  readonly neurons: number;
  readonly rng: Rng;
  readonly settings: Required<Omit<WinnerTakeAllOptions, "rng">>;
  /** `[inputs, neurons]` */
  readonly weights: Buffer;
  /** `[neurons]`, on top of 1. */
  readonly thresholds: Buffer;

  constructor(inputs: number, neurons: number, options: WinnerTakeAllOptions) {
    super();
    const where = "WinnerTakeAll";
    checkOptions(where, options, ["rng", "thresholdIncrement", ...(Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[])]);
    const { rng, ...given } = options;
    this.inputs = positiveInteger(where, "inputs", inputs);
    this.neurons = positiveInteger(where, "neurons", neurons);
    this.rng = givenRng(where, rng);
    this.settings = { ...DEFAULTS, thresholdIncrement: neurons / 5000, ...given };
    const { thresholdIncrement, thresholdDecay, inhibitionMs, ...positives } = this.settings;
    for (const [option, got] of Object.entries(positives)) positive({ where, option, got });
    for (const [option, got] of Object.entries({ thresholdIncrement, thresholdDecay, inhibitionMs })) notNegative({ where, option, got });
    if (thresholdDecay >= 1) throw invalidOption({ where, option: "thresholdDecay", got: thresholdDecay, expected: "a share in [0, 1)" });
    this.weights = new Buffer(() => {
      const drawn = rng.fork("weights").uniform([inputs, neurons]);
      return mul(drawn, div(this.settings.weightSum, sum(drawn, 0, true)));
    });
    this.thresholds = new Buffer(() => zeros([neurons]));
  }

  static fromJSON(config: JsonObject): WinnerTakeAll {
    const { inputs, neurons, ...settings } = readConfig(WinnerTakeAll.id, config, {
      inputs: "number", neurons: "number", dtMs: "number", presentMs: "number", frequencyHz: "number", tauMs: "number", traceMs: "number",
      inhibitionMs: "number", thresholdIncrement: "number", thresholdDecay: "number", weightSum: "number", largestWeight: "number",
    }); // prettier-ignore
    return new WinnerTakeAll(inputs, neurons, { ...settings, rng: createRng(0) });
  }

  override config(): JsonObject {
    return { inputs: this.inputs, neurons: this.neurons, ...this.settings };
  }

  /** Steps that a sample is shown for. */
  get steps(): number {
    return Math.max(1, Math.round(this.settings.presentMs / this.settings.dtMs));
  }

  /** @param samples `[batch, inputs]`, or with more axes of as many numbers, borrowed. @returns spike counts `[batch, neurons]`, owned by the caller */
  forward(samples: Tensor): Tensor {
    return this.#show(this.#encode(samples), 0);
  }

  /** Spikes per step, `[batch, neurons]`, owned by the caller: what a MaxRateClassifier reads. */
  rates(samples: Tensor): Tensor {
    return tidy(() => div(this.forward(samples), this.steps));
  }

  /** Shows the samples one after the other, learning from each; gives the counts, owned by the caller. */
  learn(samples: Tensor, options: { readonly learningRate: number }): Tensor {
    checkOptions("WinnerTakeAll.learn", options, ["learningRate"]);
    return this.#show(this.#encode(samples), positive({ where: "WinnerTakeAll.learn", option: "learningRate", got: options.learningRate }));
  }

  #encode(samples: Tensor): SpikeEvents {
    const [batch = 0] = samples.shape;
    if (samples.rank < 2 || samples.size !== batch * this.inputs)
      throw shapeMismatch({ where: "WinnerTakeAll", expected: `[batch, ...] of ${this.inputs} inputs`, got: samples.shape });
    const { dtMs, frequencyHz } = this.settings;
    return bernoulliEvents(samples, { steps: this.steps, dtMs, frequencyHz, rng: this.rng });
  }

  #show(events: SpikeEvents, learningRate: number): Tensor {
    const { dtMs, tauMs, traceMs, inhibitionMs, thresholdIncrement, thresholdDecay, weightSum, largestWeight } = this.settings;
    const state = { weights: this.weights.variable, thresholds: this.thresholds.variable };
    return tidy(() => {
      const { weights, thresholds, counts } = winnerTakeAll(state, events, {
        steps: this.steps,
        decay: Math.exp(-dtMs / tauMs),
        traceDecay: Math.exp(-dtMs / traceMs),
        learningRate,
        thresholdIncrement,
        thresholdKeep: 1 - thresholdDecay,
        largestWeight,
        weightSum,
        inhibitedSteps: Math.max(0, Math.round(inhibitionMs / dtMs) - 1),
      });
      if (learningRate > 0) {
        this.weights.assign(weights);
        this.thresholds.assign(thresholds);
      }
      return counts;
    });
  }
}
