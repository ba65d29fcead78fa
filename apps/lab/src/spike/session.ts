import { bernoulliEvents, MaxRateClassifier, MaxRateNetwork, type Raster, rasterOf, type VoltageTrace, voltageTraces, type WeightTiles, weightTiles, WinnerTakeAll } from "@surenet/spiking"; // prettier-ignore
import { createRng, type Rng, unsupported } from "@surenet/tensor-backend";
import { gather, getBackend, sum, type Tensor, tensor, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { drawnDigits } from "../digits/drawn-digits.ts";
import { remembered } from "../sessions/remembered.ts";
import type { SpikeSettings } from "./settings.ts";
import { traceSequence } from "./trace.ts";

/** What the network has become after some digits. */
export interface Snapshot {
  readonly shown: number;
  /** In the last round. */
  readonly spikesPerDigit: number;
  /** Of held-out digits, after labels have told what each neuron stands for. */
  readonly accuracy: number;
  readonly history: readonly { readonly shown: number; readonly accuracy: number }[];
  /** What each neuron looks for. */
  readonly fields: WeightTiles;
  /** The digit that each neuron stands for. */
  readonly assigned: Int32Array;
  /** `[neurons, 10]`: how a neuron's spikes are spread over the digits. */
  readonly rates: Float32Array;
  /** Neurons that no digit woke. */
  readonly silent: number;
}

/** One digit, shown without learning. */
export interface Presentation {
  readonly digit: number;
  readonly predicted: number;
  readonly side: number;
  readonly pixels: Float32Array;
  readonly raster: Raster;
  /** Of the neurons that fired most. */
  readonly voltages: readonly VoltageTrace[];
  /** Of these neurons. */
  readonly thresholds: readonly number[];
  /** Spikes for each class, divided by the neurons that stand for it. */
  readonly votes: Float32Array;
}

const SIDE = 28; // what the defaults of WinnerTakeAll are for
const [TRAIN, LABELLED, HELD_OUT] = [1000, 600, 300];
const ROUND = 50; // digits that the page counts as one epoch
// Twice as fast as the defaults of the package, which are for ten times as many digits: here one waits seconds.
const [RATE, LAST_SHARE, FALLS_FOR] = [0.1, 0.14, 2000];
const SPIKES_TO_TIRE = 2500; // neurons over the increment of a threshold
const CURVES = 3;

/** Competing neurons that learn digits from the timing of spikes, without labels; they are asked for a round of digits at a time. */
export class SpikeSession {
  readonly #digits: { readonly inputs: Float32Array; readonly labels: Int32Array };
  readonly #samples: Tensor;
  readonly #labelled: Tensor;
  readonly #labels: Tensor;
  readonly #held: Tensor;
  readonly #network: WinnerTakeAll;
  readonly #model: MaxRateNetwork;
  readonly #rng: Rng;
  readonly #history: { shown: number; accuracy: number }[] = [];
  #shown = 0;
  #spikes = 0;

  /** @throws SurenetError `E_UNSUPPORTED` on a graphics card */
  constructor({ seed, neurons, ...settings }: SpikeSettings) {
    if (getBackend() === "webgpu") {
      const problem = "a graphics card has no gain here: which neuron fires next depends on the spike before, step by step";
      throw unsupported({ where: "Spike", problem, fix: "Choose the engine wasm in the corner." });
    }
    this.#rng = createRng(seed);
    const all = remembered("digits to spike", String(seed), () => drawnDigits(TRAIN + HELD_OUT, { rng: this.#rng.fork("digits") }));
    const pixels = SIDE * SIDE;
    this.#digits = { inputs: all.inputs, labels: Int32Array.from(all.targets) };
    this.#samples = tensor(all.inputs.subarray(0, TRAIN * pixels), [TRAIN, pixels]);
    this.#labelled = tensor(all.inputs.subarray(0, LABELLED * pixels), [LABELLED, pixels]);
    this.#labels = tensor1d(this.#digits.labels.subarray(0, LABELLED), "int32");
    this.#held = tensor(all.inputs.subarray(TRAIN * pixels), [HELD_OUT, pixels]);
    this.#network = new WinnerTakeAll(pixels, neurons, {
      rng: this.#rng.fork("network"),
      thresholdIncrement: neurons / SPIKES_TO_TIRE,
      ...settings,
    });
    this.#model = new MaxRateNetwork(this.#network, new MaxRateClassifier(neurons, 10, { decay: Infinity }));
  }

  async train(rounds: number): Promise<Snapshot> {
    for (let i = 0; i < rounds; i++) {
      const pass = Math.floor(this.#shown / TRAIN);
      const order = this.#rng.fork(`pass-${pass}`).values.permutation(TRAIN);
      const rows = Int32Array.from(order.subarray(this.#shown % TRAIN, (this.#shown % TRAIN) + ROUND));
      const learningRate = RATE * Math.max(LAST_SHARE, 1 - this.#shown / FALLS_FOR);
      const total = tidy(() => sum(this.#network.learn(gather(this.#samples, tensor1d(rows, "int32")), { learningRate })));
      this.#spikes = (await total.data())[0] ?? NaN;
      total.dispose();
      this.#shown += ROUND;
    }
    const snapshot = await this.snapshot();
    this.#history.push({ shown: snapshot.shown, accuracy: snapshot.accuracy });
    return snapshot;
  }

  async snapshot(): Promise<Snapshot> {
    const accuracy = await this.#accuracy();
    const { assignments, proportions, rates } = this.#model.readout;
    const totals = tidy(() => sum(rates, 1));
    const [assigned, shares, woken] = await Promise.all([assignments.data(), proportions.data(), totals.data()]);
    totals.dispose();
    return {
      shown: this.#shown,
      spikesPerDigit: this.#spikes / ROUND,
      accuracy,
      history: this.#history,
      fields: weightTiles(this.#network.weights.variable, { height: SIDE, width: SIDE }),
      assigned: Int32Array.from(assigned),
      rates: Float32Array.from(shares),
      silent: Array.from(woken).filter((one) => one === 0).length,
    };
  }

  /** Shows a held-out digit: the `which`-th of its kind, with spikes of its own. */
  async present({ digit, which }: { readonly digit: number; readonly which: number }): Promise<Presentation> {
    const { inputs, labels } = this.#digits;
    const places = Array.from(labels.keys()).filter((i) => i >= TRAIN && labels[i] === digit);
    const place = places[which % places.length] ?? TRAIN;
    const pixels = inputs.slice(place * SIDE * SIDE, (place + 1) * SIDE * SIDE);
    const { dtMs, tauMs, frequencyHz, inhibitionMs } = this.#network.settings;
    const { steps, neurons, weights, thresholds } = this.#network;
    const sample = tensor(pixels, [1, SIDE * SIDE]);
    const events = bernoulliEvents(sample, { steps, dtMs, frequencyHz, rng: this.#rng.fork(`shown-${place}`) });
    const [w, above] = await Promise.all([weights.variable.data(), thresholds.variable.data()]);
    const inhibitedSteps = Math.max(0, Math.round(inhibitionMs / dtMs) - 1);
    const trace = traceSequence({ weights: w, thresholds: above, decay: Math.exp(-dtMs / tauMs), inhibitedSteps }, events);
    const [spikes, voltages] = [tensor(trace.spikes, [steps, neurons]), tensor(trace.voltages, [steps, neurons])];
    const rates = tidy(() => sum(spikes, 0, true));
    const logits = this.#model.readout.regress(rates, { proportional: false });
    const [counts, votes] = await Promise.all([rates.data(), logits.data()]);
    const busiest = Array.from(counts.keys()).toSorted((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0)).slice(0, CURVES); // prettier-ignore
    const made = {
      digit,
      predicted: votes.indexOf(Math.max(...votes)),
      side: SIDE,
      pixels,
      raster: rasterOf(spikes),
      voltages: voltageTraces(voltages, busiest),
      thresholds: busiest.map((j) => 1 + (above[j] ?? 0)),
      votes: Float32Array.from(votes),
    };
    for (const owned of [sample, spikes, voltages, rates, logits]) owned.dispose();
    return made;
  }

  async dispose(): Promise<void> {
    this.#model.dispose();
    for (const owned of [this.#samples, this.#labelled, this.#labels, this.#held]) owned.dispose();
  }

  /** Lets labels say what the neurons stand for, and tests that on held-out digits. Looking draws spikes of its own: the training does not know of it. */
  async #accuracy(): Promise<number> {
    const { rng } = this.#network;
    const before = rng.state;
    rng.state = this.#rng.fork(`looking-${this.#shown}`).state;
    try {
      this.#model.assign([this.#labelled], this.#labels);
      const rates = this.#network.rates(this.#held);
      const classes = this.#model.readout.classify(rates, { proportional: false });
      const found = await classes.data();
      for (const owned of [rates, classes]) owned.dispose();
      return found.filter((one, i) => one === this.#digits.labels[TRAIN + i]).length / HELD_OUT;
    } finally {
      rng.state = before;
    }
  }
}
