import { button, choice, number, slider } from "../page/controls.ts";
import { element } from "../page/element.ts";
import { accuracyCurve } from "../pictures/accuracy-curve.ts";
import { LossChart } from "../pictures/loss-chart.ts";
import type { Remote } from "../worker/remote.ts";
import { paint } from "./paint.ts";
import type { AttackFound, PointPromise, Snapshot } from "./session.ts";
import { type CertifySettings, DATA, type DataName, hashOf, settingsFrom } from "./settings.ts";

const FIRST_EPOCHS = 20; // trained on opening, so that the first picture says something
const SIDE = 560;

/** Certify: regions, margins and the certified circle around a point, live while the network trains. */
export class CertifyView {
  readonly #remote: Remote;
  readonly #canvas = element("canvas", { id: "picture", width: String(SIDE), height: String(SIDE), tabindex: "0", role: "img", "aria-label": "decision regions; arrow keys move the point" }); // prettier-ignore
  readonly #numbers = element("dl", { id: "numbers", "aria-live": "polite" });
  readonly #message = element("p", { id: "message", role: "alert" });
  readonly #curve = element("figure", { id: "curve", role: "img", "aria-label": "certified accuracy by radius" });
  readonly #loss: LossChart;
  readonly #run: HTMLButtonElement;
  #settings: CertifySettings = settingsFrom(location.hash);
  #snapshot: Snapshot | undefined;
  #promise: PointPromise | undefined;
  #attack: AttackFound | undefined;
  #point: readonly [number, number] = [0, 0.9];
  #drawn: [number, number, number][] = this.#settings.drawn.map(([x, y, label]) => [x, y, label]);
  #runs = false;

  constructor(parent: HTMLElement, remote: Remote) {
    this.#remote = remote;
    const lossFigure = element("figure", { id: "loss", role: "img", "aria-label": "loss by epoch" });
    this.#run = button({ id: "run", label: "start", reason: "train on, or pause; going on continues exactly" }, () => void this.#toggle());
    parent.replaceChildren(
      element("section", { class: "controls", "aria-label": "settings" }, ...this.#controls(), this.#message),
      element("section", { class: "picture", "aria-label": "picture" }, this.#canvas),
      element("section", { class: "figures", "aria-label": "numbers" }, this.#numbers, lossFigure, this.#curve),
    );
    this.#loss = new LossChart(lossFigure);
    this.#listen();
  }

  /** Opens the settings in the address and trains until the picture says something. */
  async open(): Promise<void> {
    await this.#reset();
    for (let i = 0; i < FIRST_EPOCHS && this.#snapshot !== undefined; i++) await this.#epoch();
    await this.#showCurve();
  }

  #controls(): readonly HTMLElement[] {
    const { data, seed, width, depth, offset } = this.#settings;
    const change = (next: Partial<CertifySettings>): void => {
      this.#settings = { ...this.#settings, ...next };
      void this.open();
    };
    const draw = button({ id: "draw", label: "use my points", reason: "click into the picture for points of one class, with Shift of the other" }, () => change({ data: "drawn", drawn: this.#drawn })); // prettier-ignore
    const clear = button({ id: "clear", label: "clear points", reason: "forget the points that were drawn" }, () => {
      this.#drawn = [];
      this.#paint();
    });
    return [
      choice({ id: "data", label: "data", reason: "what to tell apart" }, DATA, { value: data, onChange: (value) => change({ data: value as DataName, drawn: this.#drawn }) }), // prettier-ignore
      element("div", { class: "row" }, draw, clear),
      slider({ id: "width", label: "width", reason: "units of a layer" }, { least: 4, most: 128, step: 4 }, { value: width, onChange: (value) => change({ width: value }) }), // prettier-ignore
      slider({ id: "depth", label: "depth", reason: "hidden layers" }, { least: 1, most: 4, step: 1 }, { value: depth, onChange: (value) => change({ depth: value }) }), // prettier-ignore
      slider({ id: "offset", label: "offset", reason: "asks for distance; larger circles, less accuracy" }, { least: 0, most: 4, step: 0.5 }, { value: offset, onChange: (value) => change({ offset: value }) }), // prettier-ignore
      number({ id: "seed", label: "seed", reason: "equal seeds give equal pictures" }, { value: seed, onChange: (value) => change({ seed: value }) }), // prettier-ignore
      element(
        "div",
        { class: "row" },
        this.#run,
        button({ id: "step", label: "step", reason: "one epoch more" }, () => void this.#epoch()),
        button({ id: "reset", label: "reset", reason: "begin again from the seed" }, () => void this.open()),
        button({ id: "attack", label: "attack", reason: "tries to change the class inside the circle, and finds how near it can be done outside" }, () => void this.#tryAttack()), // prettier-ignore
      ),
    ];
  }

  #listen(): void {
    const place = ({ offsetX, offsetY }: MouseEvent): readonly [number, number] | undefined => {
      if (this.#snapshot === undefined) return undefined;
      const { left, right, top, bottom } = this.#snapshot.bounds;
      const { clientWidth, clientHeight } = this.#canvas;
      return [left + (offsetX / clientWidth) * (right - left), top - (offsetY / clientHeight) * (top - bottom)];
    };
    this.#canvas.addEventListener("pointermove", (event) => {
      const point = place(event);
      if (point !== undefined) void this.#lookAt(point);
    });
    this.#canvas.addEventListener("click", (event) => {
      const point = place(event);
      if (point === undefined) return;
      this.#drawn.push([point[0], point[1], event.shiftKey ? 1 : 0]);
      this.#paint();
    });
    const moves: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }; // prettier-ignore
    this.#canvas.addEventListener("keydown", (event) => {
      const move = moves[event.key];
      if (move === undefined || this.#snapshot === undefined) return;
      event.preventDefault();
      const step = (this.#snapshot.bounds.right - this.#snapshot.bounds.left) / 50;
      void this.#lookAt([this.#point[0] + move[0] * step, this.#point[1] + move[1] * step]);
    });
  }

  async #reset(): Promise<void> {
    this.#pause();
    this.#message.textContent = "";
    try {
      this.#snapshot = await this.#remote.ask("open", this.#settings);
      history.replaceState(null, "", hashOf(this.#settings));
      this.#attack = undefined;
      this.#curve.replaceChildren();
      await this.#lookAt(this.#point);
    } catch (error) {
      this.#message.textContent = error instanceof Error ? error.message : String(error); // the model before stays
    }
  }

  async #toggle(): Promise<void> {
    if (this.#runs) {
      this.#pause();
      return;
    }
    this.#runs = true;
    this.#run.textContent = "pause";
    while (this.#runs) await this.#epoch();
    await this.#showCurve();
  }

  #pause(): void {
    this.#runs = false;
    this.#run.textContent = "start";
  }

  async #epoch(): Promise<void> {
    try {
      this.#snapshot = await this.#remote.ask("epoch", undefined);
      this.#attack = undefined;
      await this.#lookAt(this.#point);
    } catch (error) {
      this.#pause();
      this.#message.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  async #lookAt(point: readonly [number, number]): Promise<void> {
    this.#point = point;
    const promise = await this.#remote.ask("promise", point);
    if (this.#point !== point) return; // the cursor has moved on
    this.#promise = promise;
    if (this.#attack?.point !== point) this.#attack = undefined;
    this.#paint();
  }

  async #tryAttack(): Promise<void> {
    this.#attack = await this.#remote.ask("attack", this.#point);
    this.#promise = this.#attack;
    this.#paint();
  }

  async #showCurve(): Promise<void> {
    const points = await this.#remote.ask("curve", undefined);
    this.#curve.replaceChildren(accuracyCurve(points, Math.max(220, this.#curve.clientWidth)));
  }

  #paint(): void {
    if (this.#snapshot === undefined) return;
    paint(this.#canvas, this.#snapshot, { promise: this.#promise, attack: this.#attack, drawn: this.#drawn });
    this.#loss.show(this.#snapshot.history);
    this.#tell(this.#snapshot);
  }

  #tell({ epoch, loss, accuracy }: Snapshot): void {
    const [promise, attack] = [this.#promise, this.#attack];
    const facts: Readonly<Record<string, string>> = {
      epoch: String(epoch),
      loss: loss === undefined ? "-" : loss.toFixed(4),
      accuracy: accuracy.toFixed(3),
      point: promise === undefined ? "-" : `(${promise.point.map((x) => x.toFixed(2)).join(", ")}), class ${promise.predicted}`,
      "certified radius": promise === undefined ? "-" : `${promise.radius.toFixed(4)} (${promise.arithmetic})`,
      attack: attack === undefined ? "-" : `${attack.broken} of ${attack.tried} points within the circle changed class`,
      "nearest other class": attack?.distance === undefined ? "-" : attack.distance.toFixed(4),
    };
    this.#numbers.replaceChildren(...Object.entries(facts).flatMap(([name, value]) => [element("dt", {}, name), element("dd", { id: `fact-${name.replaceAll(" ", "-")}` }, value)])); // prettier-ignore
  }
}
