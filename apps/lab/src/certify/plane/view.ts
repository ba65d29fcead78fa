import { button } from "../../page/controls.ts";
import { element } from "../../page/element.ts";
import { layout } from "../../page/layout.ts";
import { Numbers } from "../../page/numbers.ts";
import { Trainer } from "../../page/trainer.ts";
import { accuracyCurve } from "../../pictures/accuracy-curve.ts";
import { figure, showIn } from "../../pictures/figure.ts";
import { LossChart } from "../../pictures/loss-chart.ts";
import type { View } from "../../tabs.ts";
import type { Remoted } from "../../worker/protocol.ts";
import type { Remote } from "../../worker/remote.ts";
import { paint } from "./paint.ts";
import type { AttackFound, PlaneSession, PointPromise, Snapshot } from "./session.ts";
import { dataControl, type Frame, modelControls, trainingControls } from "../controls.ts";
import type { CertifySettings, PlaneData } from "../settings.ts";
import { Opener, type Start } from "../start.ts";

const FIRST_EPOCHS = 20;
const SIDE = 560;

type Session = Remoted<PlaneSession>;

/** Regions, margins and the certified circle around a point, live while the network trains. */
export class PlaneView implements View {
  readonly #canvas = element("canvas", { id: "picture", width: String(SIDE), height: String(SIDE), tabindex: "0", role: "img", "aria-label": "decision regions; arrow keys move the point, Enter draws one" }); // prettier-ignore
  readonly #numbers = new Numbers();
  readonly #curve = figure("curve", "certified accuracy by radius");
  readonly #loss = new LossChart(figure("loss", "loss by epoch"));
  readonly #trainer: Trainer<Snapshot, Session>;
  readonly #opener: Opener<"certify">;
  readonly #about = element("figcaption", { id: "about" });
  readonly #dataChoice = element("div");
  readonly #otherClass: HTMLButtonElement;
  readonly #frame: Frame;
  #snapshot: Snapshot | undefined;
  #promise: PointPromise | undefined;
  #attack: AttackFound | undefined;
  #point: readonly [number, number] = [0, 0.9];
  #drawn: [number, number, number][];

  constructor(parent: HTMLElement, remote: Remote, frame: Frame, start: Start<"certify">) {
    this.#opener = new Opener(remote, "certify", start);
    this.#frame = frame;
    this.#otherClass = button({ id: "other-class", label: "other class", reason: "the next points that are drawn are of the second class, as with Shift" }, () => this.#otherClass.setAttribute("aria-pressed", String(this.#drawnClass === 0))); // prettier-ignore
    this.#drawn = start.settings.drawn.map(([x, y, label]) => [x, y, label]);
    this.#trainer = new Trainer<Snapshot, Session>({
      firstEpochs: () => (this.#opener.hasModel ? 0 : FIRST_EPOCHS),
      stride: 1,
      open: async () => {
        const session = await this.#opener.open();
        this.#curve.replaceChildren();
        return session;
      },
      show: async (snapshot, session) => {
        this.#snapshot = snapshot;
        this.#attack = undefined;
        await this.#lookAt(this.#point, session);
      },
      settled: async (session) => {
        const curve = await session.curve();
        showIn(this.#curve, (width) => accuracyCurve(curve, { width }));
      },
    });
    layout(parent, {
      controls: [...this.#controls(), this.#trainer.message, frame.zone],
      picture: [this.#canvas, this.#about],
      figures: [this.#numbers.element, this.#loss.element, this.#curve],
    });
    this.#listen();
  }

  get settings(): CertifySettings {
    return { ...this.#opener.settings, drawn: this.#drawn };
  }

  /** Other points of the plane; where they cannot be trained on, the session before goes on. */
  choose(data: PlaneData): void {
    this.#opener.choose({ ...this.settings, data });
    void this.open();
  }

  open(): Promise<void> {
    const { settings, files } = this.#opener;
    const isFocused = this.#dataChoice.contains(document.activeElement);
    this.#dataChoice.replaceChildren(dataControl(settings, files.length > 0, this.#frame));
    if (isFocused) this.#dataChoice.querySelector("select")?.focus();
    return this.#trainer.open();
  }

  close(): void {
    this.#trainer.close();
  }

  #controls(): readonly HTMLElement[] {
    const change = (next: Partial<CertifySettings>): void => {
      this.#opener.change(next);
      void this.open();
    };
    const draw = button({ id: "draw", label: "my points", reason: "click into the picture for points of one class, with Shift of the other" }, () => this.choose("drawn")); // prettier-ignore
    const clear = button({ id: "clear", label: "clear", reason: "forget the points that were drawn" }, () => {
      this.#drawn = [];
      this.#paint();
    });
    return [
      this.#dataChoice,
      element("div", { class: "row" }, draw, this.#otherClass, clear),
      ...modelControls(this.#opener.settings, change),
      trainingControls(this.#trainer, {
        reason: "tries to change the class inside the circle, and finds how near it can be done outside",
        attack: (session) => this.#tryAttack(session),
      }),
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
      if (point !== undefined) this.#draw(point, event);
    });
    const moves: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }; // prettier-ignore
    this.#canvas.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#draw(this.#point, event);
      const move = moves[event.key];
      if (move === undefined || this.#snapshot === undefined) return;
      event.preventDefault();
      const step = (this.#snapshot.bounds.right - this.#snapshot.bounds.left) / 50;
      const point = [this.#point[0] + move[0] * step, this.#point[1] + move[1] * step] as const;
      void this.#trainer.with((session) => this.#lookAt(point, session));
    });
  }

  get #drawnClass(): 0 | 1 {
    return this.#otherClass.getAttribute("aria-pressed") === "true" ? 1 : 0;
  }

  #draw([x, y]: readonly [number, number], { shiftKey }: { readonly shiftKey: boolean }): void {
    this.#drawn.push([x, y, shiftKey ? 1 - this.#drawnClass : this.#drawnClass]);
    this.#paint();
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

  #tell({ about, epoch, loss, accuracy, classNames }: Snapshot): void {
    const [promise, attack] = [this.#promise, this.#attack];
    this.#about.textContent = about;
    this.#numbers.show({
      epoch: String(epoch),
      loss: loss === undefined ? "-" : loss.toFixed(4),
      accuracy: accuracy.toFixed(3),
      point:
        promise === undefined
          ? "-"
          : `(${promise.point.map((x) => x.toFixed(2)).join(", ")}), class ${classNames[promise.predicted] ?? promise.predicted}`,
      "certified radius": promise === undefined ? "-" : `${promise.radius.toFixed(4)} (${promise.arithmetic})`,
      attack: attack === undefined ? "-" : `${attack.broken} of ${attack.tried} points within the circle changed class`,
      "nearest other class": attack?.distance === undefined ? "-" : attack.distance.toFixed(4),
    });
  }
}
