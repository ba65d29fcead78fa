import { addressFields, writeAddress } from "../page/address.ts";
import { button, choice, number, slider } from "../page/controls.ts";
import { element } from "../page/element.ts";
import { layout } from "../page/layout.ts";
import { Numbers } from "../page/numbers.ts";
import { Trainer } from "../page/trainer.ts";
import { figure, showIn } from "../pictures/figure.ts";
import { LossChart } from "../pictures/loss-chart.ts";
import { paintImage } from "../pictures/paint-image.ts";
import { rasterChart, ratesChart, voltageChart, votesChart } from "../pictures/spike-charts.ts";
import type { View } from "../tabs.ts";
import type { Remoted } from "../worker/protocol.ts";
import type { Remote } from "../worker/remote.ts";
import { paintFields } from "./paint-fields.ts";
import type { Presentation, Snapshot, SpikeSession } from "./session.ts";
import { fieldsOf, settingsFrom, type SpikeSettings } from "./settings.ts";

const SIDE = 560;
const FIRST_ROUNDS = 40; // two thousand digits
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

/** The `which`-th held-out digit of a kind. */
interface Shown {
  readonly digit: number;
  readonly which: number;
}

/** Spike: neurons that compete for digits, what each has learned to look for, and what happens while one is shown. */
export class SpikeView implements View {
  readonly #fields = element("canvas", { id: "picture", width: String(SIDE), height: String(SIDE), role: "img", "aria-label": "receptive fields: the weights of each neuron over the pixels" }); // prettier-ignore
  readonly #digit = element("canvas", { id: "digit-shown", width: "112", height: "112", role: "img", "aria-label": "the digit that is shown" }); // prettier-ignore
  readonly #numbers = new Numbers();
  readonly #raster = figure("raster", "spikes of all neurons while the digit is shown");
  readonly #voltages = figure("voltages", "membrane voltages of the neurons that fired most");
  readonly #rates = figure("rates", "spikes of each neuron by digit");
  readonly #votes = figure("votes", "spikes for each class");
  readonly #accuracy = new LossChart(figure("accuracy", "accuracy by digits shown"), "digits shown");
  readonly #trainer: Trainer<Snapshot, Remoted<SpikeSession>>;
  #settings: SpikeSettings = settingsFrom(addressFields());
  #snapshot: Snapshot | undefined;
  #shown: Shown = { digit: 3, which: 0 };

  constructor(parent: HTMLElement, remote: Remote) {
    this.#trainer = new Trainer<Snapshot, Remoted<SpikeSession>>({
      firstEpochs: () => FIRST_ROUNDS,
      stride: 4,
      open: async () => {
        const session = await remote.open("spike", this.#settings);
        writeAddress(fieldsOf(this.#settings));
        return session;
      },
      show: async (snapshot, session) => {
        this.#snapshot = snapshot;
        this.#show(snapshot, await session.present(this.#shown));
      },
    });
    layout(parent, {
      controls: [...this.#controls(), this.#trainer.message],
      picture: [this.#fields, element("p", { class: "reason" }, "what each neuron looks for, and the digit it stands for"), this.#raster, this.#voltages], // prettier-ignore
      figures: [this.#numbers.element, this.#accuracy.element, this.#digit, this.#votes, this.#rates],
    });
  }

  open(): Promise<void> {
    return this.#trainer.open();
  }

  close(): void {
    this.#trainer.close();
  }

  #controls(): readonly HTMLElement[] {
    const { seed, neurons, presentMs, frequencyHz, inhibitionMs } = this.#settings;
    const change = (next: Partial<SpikeSettings>): void => {
      this.#settings = { ...this.#settings, ...next };
      void this.open();
    };
    const look = (next: Shown): void => {
      this.#shown = next;
      void this.#trainer.with(async (session) => {
        const presented = await session.present(next);
        if (this.#snapshot !== undefined && this.#shown === next) this.#show(this.#snapshot, presented);
      });
    };
    return [
      choice({ id: "digit", label: "digit", reason: "what is shown on the right, without learning" }, DIGITS, { value: String(this.#shown.digit), onChange: (value) => look({ digit: Number(value), which: 0 }) }), // prettier-ignore
      element("div", { class: "row" }, button({ id: "another", label: "another", reason: "the next digit of this kind" }, () => look({ ...this.#shown, which: this.#shown.which + 1 }))), // prettier-ignore
      slider({ id: "neurons", label: "neurons", reason: "more see finer differences" }, { least: 9, most: 100, step: 1 }, { value: neurons, onChange: (value) => change({ neurons: value }) }), // prettier-ignore
      slider({ id: "presentMs", label: "shown ms", reason: "how long they look at a digit" }, { least: 50, most: 200, step: 10 }, { value: presentMs, onChange: (value) => change({ presentMs: value }) }), // prettier-ignore
      slider({ id: "frequencyHz", label: "rate Hz", reason: "spikes a second of a black pixel" }, { least: 50, most: 400, step: 10 }, { value: frequencyHz, onChange: (value) => change({ frequencyHz: value }) }), // prettier-ignore
      slider({ id: "inhibitionMs", label: "silence ms", reason: "for all, after a spike" }, { least: 0, most: 20, step: 1 }, { value: inhibitionMs, onChange: (value) => change({ inhibitionMs: value }) }), // prettier-ignore
      number({ id: "seed", label: "seed", reason: "equal seeds give equal pictures" }, { value: seed, onChange: (value) => change({ seed: value }) }), // prettier-ignore
      element("div", { class: "row" }, ...this.#trainer.buttons),
    ];
  }

  #show(snapshot: Snapshot, presented: Presentation): void {
    const { shown, spikesPerDigit, accuracy, history, silent, rates, assigned } = snapshot;
    const { raster, voltages, thresholds, votes, digit, predicted, pixels, side } = presented;
    paintFields(this.#fields, snapshot);
    paintImage(this.#digit, pixels, { side });
    showIn(this.#raster, (width) => rasterChart(raster, { width }));
    const traces = voltages.map((trace, i) => ({ ...trace, threshold: thresholds[i] ?? NaN }));
    showIn(this.#voltages, (width) => voltageChart(traces, { width }));
    showIn(this.#votes, (width) => votesChart(votes, { width }));
    showIn(this.#rates, (width) => ratesChart(rates, assigned, { width }));
    this.#accuracy.show(history.map((one) => ({ epoch: one.shown, loss: one.accuracy })));
    this.#numbers.show({
      "digits shown": String(shown),
      accuracy: accuracy.toFixed(3),
      "spikes a digit": spikesPerDigit.toFixed(1),
      "silent neurons": String(silent),
      "this digit": `a ${digit}, read as ${predicted}`,
      "its spikes": String(raster.spikes.length),
    });
  }
}
