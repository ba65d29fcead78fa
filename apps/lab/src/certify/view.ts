import { writeAddress, addressFields } from "../page/address.ts";
import { button, choice, number, slider } from "../page/controls.ts";
import { element } from "../page/element.ts";
import { layout } from "../page/layout.ts";
import { Numbers } from "../page/numbers.ts";
import { Trainer } from "../page/trainer.ts";
import { accuracyCurve } from "../pictures/accuracy-curve.ts";
import { LossChart } from "../pictures/loss-chart.ts";
import type { View } from "../tabs.ts";
import type { Remoted } from "../worker/protocol.ts";
import type { Remote } from "../worker/remote.ts";
import { paint } from "./paint.ts";
import type { AttackFound, CertifySession, PointPromise, Snapshot } from "./session.ts";
import { type CertifySettings, DATA, type DataName, fieldsOf, settingsFrom } from "./settings.ts";

const FIRST_EPOCHS = 20;
const SIDE = 560;

type Session = Remoted<CertifySession>;

/** Certify: regions, margins and the certified circle around a point, live while the network trains. */
export class CertifyView implements View {
  readonly #canvas = element("canvas", { id: "picture", width: String(SIDE), height: String(SIDE), tabindex: "0", role: "img", "aria-label": "decision regions; arrow keys move the point" }); // prettier-ignore
  readonly #numbers = new Numbers();
  readonly #curve = element("figure", { id: "curve", role: "img", "aria-label": "certified accuracy by radius" });
  readonly #loss: LossChart;
  readonly #trainer: Trainer<Snapshot, Session>;
  #settings: CertifySettings = settingsFrom(addressFields());
  #snapshot: Snapshot | undefined;
  #promise: PointPromise | undefined;
  #attack: AttackFound | undefined;
  #point: readonly [number, number] = [0, 0.9];
  #drawn: [number, number, number][] = this.#settings.drawn.map(([x, y, label]) => [x, y, label]);

  constructor(parent: HTMLElement, remote: Remote) {
    this.#trainer = new Trainer<Snapshot, Session>({
      firstEpochs: FIRST_EPOCHS,
      stride: 1,
      open: async () => {
        const session = await remote.open("certify", this.#settings);
        writeAddress(fieldsOf(this.#settings));
        this.#curve.replaceChildren();
        return session;
      },
      show: async (snapshot, session) => {
        this.#snapshot = snapshot;
        this.#attack = undefined;
        await this.#lookAt(this.#point, session);
      },
      settled: async (session) => {
        this.#curve.replaceChildren(accuracyCurve(await session.curve(), Math.max(220, this.#curve.clientWidth)));
      },
    });
    const lossFigure = element("figure", { id: "loss", role: "img", "aria-label": "loss by epoch" });
    layout(parent, {
      controls: [...this.#controls(), this.#trainer.message],
      picture: [this.#canvas],
      figures: [this.#numbers.element, lossFigure, this.#curve],
    });
    this.#loss = new LossChart(lossFigure);
    this.#listen();
  }

  open(): Promise<void> {
    return this.#trainer.open();
  }

  close(): void {
    this.#trainer.close();
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
        ...this.#trainer.buttons,
        button({ id: "attack", label: "attack", reason: "tries to change the class inside the circle, and finds how near it can be done outside" }, () => void this.#trainer.with((session) => this.#tryAttack(session))), // prettier-ignore
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
      if (point !== undefined) void this.#trainer.with((session) => this.#lookAt(point, session));
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
      const point = [this.#point[0] + move[0] * step, this.#point[1] + move[1] * step] as const;
      void this.#trainer.with((session) => this.#lookAt(point, session));
    });
  }

  async #lookAt(point: readonly [number, number], session: Session): Promise<void> {
    this.#point = point;
    const promise = await session.promise(point);
    if (this.#point !== point) return; // the cursor has moved on
    this.#promise = promise;
    if (this.#attack?.point !== point) this.#attack = undefined;
    this.#paint();
  }

  async #tryAttack(session: Session): Promise<void> {
    this.#attack = await session.attack(this.#point);
    this.#promise = this.#attack;
    this.#paint();
  }

  #paint(): void {
    if (this.#snapshot === undefined) return;
    paint(this.#canvas, this.#snapshot, { promise: this.#promise, attack: this.#attack, drawn: this.#drawn });
    this.#loss.show(this.#snapshot.history);
    this.#tell(this.#snapshot);
  }

  #tell({ epoch, loss, accuracy }: Snapshot): void {
    const [promise, attack] = [this.#promise, this.#attack];
    this.#numbers.show({
      epoch: String(epoch),
      loss: loss === undefined ? "-" : loss.toFixed(4),
      accuracy: accuracy.toFixed(3),
      point: promise === undefined ? "-" : `(${promise.point.map((x) => x.toFixed(2)).join(", ")}), class ${promise.predicted}`,
      "certified radius": promise === undefined ? "-" : `${promise.radius.toFixed(4)} (${promise.arithmetic})`,
      attack: attack === undefined ? "-" : `${attack.broken} of ${attack.tried} points within the circle changed class`,
      "nearest other class": attack?.distance === undefined ? "-" : attack.distance.toFixed(4),
    });
  }
}
