import { centreDigit } from "@surenet/data";
import { addressFields, noteInAddress } from "../../page/address.ts";
import { button } from "../../page/controls.ts";
import { element } from "../../page/element.ts";
import { layout } from "../../page/layout.ts";
import { Numbers } from "../../page/numbers.ts";
import { Trainer } from "../../page/trainer.ts";
import { accuracyCurve } from "../../pictures/accuracy-curve.ts";
import { figure, showIn } from "../../pictures/figure.ts";
import { LossChart } from "../../pictures/loss-chart.ts";
import { paintChange, paintImage } from "../../pictures/paint-image.ts";
import { radiiChart } from "../../pictures/radii-chart.ts";
import type { View } from "../../tabs.ts";
import type { Remoted } from "../../worker/protocol.ts";
import type { Remote } from "../../worker/remote.ts";
import { dataControl, type Frame, modelControls, trainingControls } from "../controls.ts";
import type { CertifySettings } from "../settings.ts";
import { Opener, type Start } from "../start.ts";
import { Pad } from "./pad.ts";
import type { DigitsSession, ImageAttack, ImagePromise, Snapshot } from "./session.ts";

const FIRST_EPOCHS = 6;
const FIRST_DIGIT = 3;

type Session = Remoted<DigitsSession>;

/** Draw a digit: its class, the radius that is certified, and the nearest image of another class that an attack finds. */
export class DigitsView implements View {
  readonly #pad = new Pad(() => this.#readPad());
  readonly #samples = element("div", { id: "samples", class: "row", role: "group", "aria-label": "samples to put on the pad" });
  readonly #seen = thumbnail("seen", "as the network sees it");
  readonly #other = thumbnail("other", "the nearest of another class that was found");
  readonly #change = thumbnail("change", "what was changed: blue is more ink, orange less");
  readonly #about = element("figcaption", { id: "about" });
  readonly #numbers = new Numbers();
  readonly #radii = figure("radii", "certified distance to each other class");
  readonly #curve = figure("curve", "certified accuracy by radius");
  readonly #loss = new LossChart(figure("loss", "loss by epoch"));
  readonly #opener: Opener<"digits">;
  readonly #trainer: Trainer<Snapshot, Session>;
  #snapshot: Snapshot | undefined;
  #pixels: Float32Array | undefined;
  #sample: Sample = sampleFrom(addressFields());
  #promise: ImagePromise | undefined;
  #attack: ImageAttack | undefined;

  constructor(parent: HTMLElement, remote: Remote, frame: Frame, start: Start<"digits">) {
    this.#opener = new Opener(remote, "digits", start);
    this.#trainer = new Trainer<Snapshot, Session>({
      firstEpochs: () => (this.#opener.hasModel ? 0 : FIRST_EPOCHS),
      stride: 1,
      open: async () => {
        const session = await this.#opener.open();
        this.#curve.replaceChildren();
        this.#pixels = undefined;
        return session;
      },
      show: async (snapshot, session) => {
        this.#snapshot = snapshot;
        this.#offerSamples(snapshot.classes);
        await this.#look(this.#pixels ?? (await this.#fetchSample(session)), session);
      },
      settled: async (session) => {
        const curve = await session.curve();
        showIn(this.#curve, (width) => accuracyCurve(curve, { width }));
        await this.#tryAttack(session);
      },
    });
    layout(parent, {
      controls: [...this.#controls(frame), this.#trainer.message, frame.zone],
      picture: [this.#pad.element, this.#samples, element("div", { class: "thumbnails" }, this.#seen.figure, this.#other.figure, this.#change.figure), this.#about], // prettier-ignore
      figures: [this.#numbers.element, this.#radii, this.#loss.element, this.#curve],
    });
  }

  get settings(): CertifySettings {
    return this.#opener.settings;
  }

  open(): Promise<void> {
    return this.#trainer.open();
  }

  close(): void {
    this.#trainer.close();
  }

  #controls(frame: Frame): readonly HTMLElement[] {
    const { settings, files } = this.#opener;
    const change = (next: Partial<CertifySettings>): void => {
      this.#opener.change(next);
      void this.open();
    };
    return [
      dataControl(settings, files.length > 0, frame),
      ...modelControls(settings, change),
      trainingControls(this.#trainer, {
        reason: "tries to change the class within the radius, and finds how near it can be done outside",
        attack: (session) => this.#tryAttack(session),
      }),
    ];
  }

  /** A button for each class, which puts one sample after the other on the pad. */
  #offerSamples(classes: number): void {
    if (this.#samples.childElementCount > 0) return;
    for (let label = 0; label < classes; label++) {
      const made = button({ id: `sample-${label}`, label: String(label), reason: `puts a ${label} on the pad; once more, another` }, () => {
        this.#sample = { label, which: this.#sample.label === label ? this.#sample.which + 1 : 0 };
        void this.#trainer.with(async (session) => this.#examine(await this.#fetchSample(session), session));
      });
      this.#samples.append(made);
    }
  }

  async #fetchSample(session: Session): Promise<Float32Array> {
    const pixels = await session.sample(this.#sample);
    noteInAddress("digit", `${this.#sample.label},${this.#sample.which}`);
    this.#pad.show(pixels, this.#snapshot?.side ?? Math.sqrt(pixels.length));
    return pixels;
  }

  #readPad(): void {
    const { side } = this.#snapshot ?? {};
    if (side === undefined) return;
    noteInAddress("digit", undefined); // a drawing is not in the address
    void this.#trainer.with((session) => this.#examine(centreDigit(this.#pad.ink(), { side: this.#pad.side, size: side }), session));
  }

  async #examine(pixels: Float32Array, session: Session): Promise<void> {
    await this.#look(pixels, session);
    await this.#tryAttack(session);
  }

  async #look(pixels: Float32Array, session: Session): Promise<void> {
    this.#pixels = pixels;
    this.#attack = undefined;
    const promise = await session.promise(pixels);
    if (this.#pixels !== pixels) return; // another was put on the pad
    this.#promise = promise;
    this.#show();
  }

  async #tryAttack(session: Session): Promise<void> {
    const pixels = this.#pixels;
    if (pixels === undefined) return;
    const found = await session.attack(pixels);
    if (this.#pixels !== pixels) return;
    [this.#attack, this.#promise] = [found, found];
    this.#show();
  }

  #show(): void {
    const [snapshot, promise, attack, pixels] = [this.#snapshot, this.#promise, this.#attack, this.#pixels];
    if (snapshot === undefined || promise === undefined || pixels === undefined) return;
    const { about, epoch, loss, accuracy, certified, certifiedAt, history, side, classes } = snapshot;
    const nearest = attack?.nearest;
    this.#about.textContent = about;
    paintImage(this.#seen.canvas, pixels, { side });
    for (const { figure } of [this.#other, this.#change]) figure.classList.toggle("empty", nearest === undefined);
    if (nearest !== undefined) {
      paintImage(this.#other.canvas, nearest.pixels, { side });
      paintChange(this.#change.canvas, nearest.pixels.map((value, k) => value - (pixels[k] ?? 0)), side); // prettier-ignore
    }
    this.#seen.caption.textContent = `read as ${promise.predicted}`;
    this.#other.caption.textContent =
      nearest === undefined ? "not looked for yet" : `read as ${nearest.predicted}, ${nearest.distance.toFixed(2)} away`;
    this.#change.caption.textContent = "the change: blue more ink, orange less";
    const names = Array.from({ length: classes }, (_, label) => String(label));
    showIn(this.#radii, (width) => radiiChart(promise.radii, { width, names }));
    this.#loss.show(history);
    this.#numbers.show({
      epoch: String(epoch),
      loss: loss === undefined ? "-" : loss.toFixed(4),
      accuracy: accuracy.toFixed(3),
      [`certified at ${certifiedAt}`]: certified.toFixed(3),
      class: String(promise.predicted),
      "certified radius": `${promise.radius.toFixed(4)} (${promise.arithmetic})`,
      attack: attack === undefined ? "-" : `${attack.broken} of ${attack.tried} images within it changed class`,
      "nearest other class": nearest === undefined ? "-" : `${nearest.distance.toFixed(4)}, read as ${nearest.predicted}`,
    });
  }
}

/** The `which`-th held-out image of a class. */
interface Sample {
  readonly label: number;
  readonly which: number;
}

function sampleFrom(fields: URLSearchParams): Sample {
  const [label = NaN, which = NaN] = (fields.get("digit") ?? "").split(",").map(Number);
  return [label, which].every((value) => Number.isSafeInteger(value) && value >= 0) ? { label, which } : { label: FIRST_DIGIT, which: 0 };
}

interface Thumbnail {
  readonly figure: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly caption: HTMLElement;
}

function thumbnail(id: string, name: string): Thumbnail {
  const canvas = element("canvas", { id, width: "140", height: "140", role: "img", "aria-label": name });
  const caption = element("figcaption");
  return { figure: element("figure", {}, canvas, caption), canvas, caption };
}
