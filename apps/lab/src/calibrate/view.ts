import type { NamedFile } from "@surenet/data";
import { DropZone } from "../files/drop-zone.ts";
import { askForFiles, writeAddressWith } from "../files/own-data.ts";
import { addressFields } from "../page/address.ts";
import { choice, number, slider } from "../page/controls.ts";
import { element } from "../page/element.ts";
import { layout } from "../page/layout.ts";
import { Numbers } from "../page/numbers.ts";
import { Trainer } from "../page/trainer.ts";
import { figure, showIn } from "../pictures/figure.ts";
import { LossChart } from "../pictures/loss-chart.ts";
import { reliabilityChart } from "../pictures/reliability-chart.ts";
import type { View } from "../tabs.ts";
import type { Remoted } from "../worker/protocol.ts";
import type { Remote } from "../worker/remote.ts";
import { paintBand } from "./paint-band.ts";
import { paintClasses, type Shade, SHADES } from "./paint-classes.ts";
import type { Band } from "./regression.ts";
import type { CalibrateSession, Snapshot } from "./session.ts";
import { type CalibrateSettings, fieldsOf, settingsFrom, type TaskName, TASKS } from "./settings.ts";

const SIDE = 560;
const FIRST_EPOCHS = 180;
const STRIDE = 10;

/** Calibrate: what a Bayesian network predicts, what it does not know and why, and whether its probabilities can be believed. */
export class CalibrateView implements View {
  readonly #canvas = element("canvas", { id: "picture", width: String(SIDE), height: String(SIDE), role: "img" });
  readonly #caption = element("figcaption", { id: "caption" });
  readonly #shade: HTMLElement;
  readonly #numbers = new Numbers();
  readonly #reliability = figure("reliability", "reliability diagram of held-out data");
  readonly #loss = new LossChart(figure("loss", "free energy by epoch"));
  readonly #trainer: Trainer<Snapshot, Remoted<CalibrateSession>>;
  #settings: CalibrateSettings = settingsFrom(addressFields());
  #shown: Shade = "all uncertainty";
  #snapshot: Snapshot | undefined;
  readonly #remote: Remote;
  readonly #zone = new DropZone({ expects: "a table of one feature and what was measured", onFiles: (files) => this.#openFiles(files) });
  #files: readonly NamedFile[] = [];
  /** Open already: it had to be tried whether the file can be read. */
  #ready: Remoted<CalibrateSession> | undefined;

  constructor(parent: HTMLElement, remote: Remote) {
    this.#remote = remote;
    askForFiles(this.#zone);
    this.#trainer = new Trainer<Snapshot, Remoted<CalibrateSession>>({
      firstEpochs: () => FIRST_EPOCHS,
      stride: STRIDE,
      open: async () => {
        const session = this.#ready ?? (await remote.open("calibrate", { ...this.#settings, files: this.#files }));
        this.#ready = undefined;
        writeAddressWith(fieldsOf(this.#settings), this.#files);
        return session;
      },
      show: (snapshot) => this.#show(snapshot),
    });
    this.#shade = choice({ id: "shade", label: "shade", reason: "pale where the network is not sure: why?" }, SHADES, { value: this.#shown, onChange: (shade) => this.#shadeBy(shade) }); // prettier-ignore
    layout(parent, {
      controls: [...this.#controls(), this.#trainer.message, this.#zone.element],
      picture: [this.#canvas, this.#caption],
      figures: [this.#numbers.element, this.#reliability, this.#loss.element],
    });
  }

  open(): Promise<void> {
    return this.#trainer.open();
  }

  close(): void {
    this.#trainer.close();
  }

  #controls(): readonly HTMLElement[] {
    const { task, points, width, temperature, seed } = this.#settings;
    const change = (next: Partial<CalibrateSettings>): void => {
      this.#settings = { ...this.#settings, ...next };
      void this.open();
    };
    return [
      choice({ id: "task", label: "task", reason: "a curve, or two classes that overlap" }, TASKS, { value: task, onChange: (value) => this.#chooseTask(value) }), // prettier-ignore
      this.#shade,
      slider({ id: "points", label: "points", reason: "fewer leave the network unsure" }, { least: 20, most: 600, step: 20 }, { value: points, onChange: (value) => change({ points: value }) }), // prettier-ignore
      slider({ id: "width", label: "width", reason: "units of a layer" }, { least: 4, most: 64, step: 4 }, { value: width, onChange: (value) => change({ width: value }) }), // prettier-ignore
      slider({ id: "temperature", label: "prior", reason: "weight of the prior: 1 is all of it, 0 is none" }, { least: 0, most: 1, step: 0.05 }, { value: temperature, onChange: (value) => change({ temperature: value }) }), // prettier-ignore
      number({ id: "seed", label: "seed", reason: "equal seeds give equal pictures" }, { value: seed, onChange: (value) => change({ seed: value }) }), // prettier-ignore
      element("div", { class: "row" }, ...this.#trainer.buttons),
    ];
  }

  /** The page's own data, of this task. */
  #chooseTask(task: TaskName): void {
    this.#files = [];
    this.#zone.complain("");
    this.#settings = { ...this.#settings, task };
    void this.open();
  }

  /** What cannot be read leaves the session before as it is. */
  async #openFiles(files: readonly NamedFile[]): Promise<void> {
    const settings: CalibrateSettings = { ...this.#settings, task: "regression" };
    this.#ready = await this.#remote.open("calibrate", { ...settings, files });
    [this.#settings, this.#files] = [settings, files];
    const task = document.querySelector<HTMLSelectElement>("#task");
    if (task !== null) task.value = "regression";
    await this.open();
  }

  #shadeBy(shade: Shade): void {
    this.#shown = shade;
    if (this.#snapshot !== undefined) this.#show(this.#snapshot);
  }

  #show(snapshot: Snapshot): void {
    const { epoch, history, look } = snapshot;
    this.#snapshot = snapshot;
    this.#shade.hidden = look.task === "regression";
    const common = { epoch: String(epoch), "free energy": history.at(-1)?.loss.toFixed(3) ?? "-", "calibration error": look.calibrationError.toFixed(3) }; // prettier-ignore
    if (look.task === "regression") {
      paintBand(this.#canvas, look);
      this.#tell(`${look.about}. Two deviations: orange, the network's own doubt (epistemic); blue, with the noise of the measurements (aleatoric)`, "a curve with its bands of uncertainty"); // prettier-ignore
      const at = (x: number, of: Float32Array): string => (of[nearest(look.band.x, x)] ?? NaN).toFixed(3);
      this.#numbers.show({
        ...common,
        "error of the mean": look.rmse.toFixed(3),
        ...(this.#files.length > 0
          ? { noise: meanAmong(look.band, look.band.aleatoric), doubt: meanAmong(look.band, look.band.epistemic) }
          : { "noise left": at(-2, look.band.aleatoric), "noise right": at(2, look.band.aleatoric), "doubt at data": at(-2, look.band.epistemic), "doubt in the gap": at(0, look.band.epistemic) }), // prettier-ignore
      });
    } else {
      paintClasses(this.#canvas, look, this.#shown);
      this.#tell(`the paler, the less sure: ${this.#shown}`, "two classes, pale where the network is not sure");
      const largest = look.epistemic.reduce((most, value) => Math.max(most, value), 0);
      this.#numbers.show({ ...common, accuracy: look.accuracy.toFixed(3), "largest doubt": largest.toFixed(3) });
    }
    const words = look.task === "regression" ? { said: "level of the interval", seen: "measurements inside" } : { said: "said probability", seen: "were right" }; // prettier-ignore
    showIn(this.#reliability, (width) => reliabilityChart(look.reliability, { width, ...words }));
    this.#loss.show(history);
  }

  #tell(caption: string, name: string): void {
    this.#caption.textContent = caption;
    this.#canvas.setAttribute("aria-label", name);
  }
}

/** Over the middle of the picture, where a table in standard deviations has its rows. */
function meanAmong({ x }: Pick<Band, "x">, values: Float32Array): string {
  const among = values.filter((_, i) => Math.abs(x[i] ?? Infinity) <= 1.5);
  return (among.reduce((sum, value) => sum + value, 0) / among.length).toFixed(3);
}

function nearest(values: Float32Array, wanted: number): number {
  return values.reduce((best, value, i) => (Math.abs(value - wanted) < Math.abs((values[best] ?? Infinity) - wanted) ? i : best), 0);
}
