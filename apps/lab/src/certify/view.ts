import type { NamedFile } from "@surenet/data";
import { DropZone } from "../files/drop-zone.ts";
import { areImages } from "../files/kinds-of-file.ts";
import { askForFiles } from "../files/own-data.ts";
import { addressFields } from "../page/address.ts";
import type { View } from "../tabs.ts";
import type { Remote } from "../worker/remote.ts";
import { DigitsView } from "./digits/view.ts";
import type { Frame } from "./controls.ts";
import { PlaneView } from "./plane/view.ts";
import { type CertifySettings, type DataName, DEFAULTS, DIGIT_DEFAULTS, isPlane, settingsFrom } from "./settings.ts";

const EXPECTS = "a table of two features and a label, the two IDX files of images and labels, or a model.json with its model.safetensors";

/** Certify: points of the plane or digits, the page's or the reader's own, and a model that is trained here or was trained before. */
export class CertifyView implements View {
  readonly #parent: HTMLElement;
  readonly #remote: Remote;
  readonly #zone = new DropZone({ expects: EXPECTS, onFiles: (files) => this.#openFiles(files) });
  readonly #frame: Frame = { zone: this.#zone.element, onData: (data) => this.#choose(data) };
  #inner: PlaneView | DigitsView;

  constructor(parent: HTMLElement, remote: Remote) {
    this.#parent = parent;
    this.#remote = remote;
    askForFiles(this.#zone);
    this.#inner = this.#make(settingsFrom(addressFields()));
  }

  open(): Promise<void> {
    return this.#inner.open();
  }

  close(): void {
    this.#inner.close();
  }

  #make(settings: CertifySettings): PlaneView | DigitsView {
    const start = { settings, files: [] };
    return isPlane(settings.data) ? new PlaneView(this.#parent, this.#remote, this.#frame, start) : new DigitsView(this.#parent, this.#remote, this.#frame, start); // prettier-ignore
  }

  #choose(data: DataName): void {
    this.#zone.complain("");
    const { settings } = this.#inner;
    if (isPlane(data) && this.#inner instanceof PlaneView) return this.#inner.choose(data);
    this.#inner.close();
    const defaults = isPlane(data) ? DEFAULTS : DIGIT_DEFAULTS;
    this.#inner = this.#make({ ...defaults, seed: settings.seed, drawn: settings.drawn, data });
    void this.open();
    document.getElementById("data")?.focus(); // the one that was used is gone
  }

  /** What cannot be opened leaves the session before as it is. */
  async #openFiles(files: readonly NamedFile[]): Promise<void> {
    const { settings } = this.#inner;
    const images = areImages(files);
    const own: CertifySettings =
      images === isPlane(settings.data) ? { ...(images ? DIGIT_DEFAULTS : DEFAULTS), seed: settings.seed } : settings;
    if (images) {
      const session = await this.#remote.open("digits", { ...own, files });
      this.#inner.close();
      this.#inner = new DigitsView(this.#parent, this.#remote, this.#frame, { settings: own, files, session });
    } else {
      const session = await this.#remote.open("certify", { ...own, files });
      this.#inner.close();
      this.#inner = new PlaneView(this.#parent, this.#remote, this.#frame, { settings: own, files, session });
    }
    document.getElementById("choose-files")?.focus();
    await this.open();
  }
}
