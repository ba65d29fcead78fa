import type { NamedFile } from "@surenet/data";
import { button } from "../page/controls.ts";
import { element } from "../page/element.ts";

export interface DropZoneOptions {
  /** What may be dropped, in words. */
  readonly expects: string;
  /** Opens the files; what it throws is told beside the zone. */
  readonly onFiles: (files: readonly NamedFile[]) => Promise<void>;
}

const LARGEST = 256 * 2 ** 20; // bytes together; the page would hold them several times

/** A place for the reader's files, dropped or chosen. They are read here and go nowhere else. */
export class DropZone {
  readonly element: HTMLElement;
  readonly #message = element("p", { id: "file-message", role: "alert" });
  readonly #onFiles: DropZoneOptions["onFiles"];

  constructor({ expects, onFiles }: DropZoneOptions) {
    this.#onFiles = onFiles;
    const input = element("input", { id: "files", type: "file", multiple: "", hidden: "", "aria-label": "files to open" });
    const choose = button({ id: "choose-files", label: "open files", reason: `opens ${expects}` }, () => input.click());
    const hint = element("p", { class: "reason" }, `or drop here: ${expects}`);
    this.element = element("div", { id: "drop-zone", role: "group", "aria-label": "your own files" }, choose, input, hint, this.#message);
    input.addEventListener("change", () => {
      void this.#open(Array.from(input.files ?? []));
      input.value = ""; // the same file may be chosen again, mended
    });
    this.element.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.element.classList.add("over");
    });
    this.element.addEventListener("dragleave", () => this.element.classList.remove("over"));
    this.element.addEventListener("drop", (event) => {
      event.preventDefault();
      this.element.classList.remove("over");
      void this.#open(Array.from(event.dataTransfer?.files ?? []));
    });
  }

  /** What is wrong with the files, or with where they are wanted. */
  complain(text: string): void {
    this.#message.textContent = text;
  }

  async #open(files: readonly File[]): Promise<void> {
    this.complain("");
    if (files.length === 0) return;
    try {
      const total = files.reduce((sum, { size }) => sum + size, 0);
      if (total > LARGEST) throw new Error(`${files.map(({ name }) => name).join(", ")}: ${Math.round(total / 2 ** 20)} MiB are too much for a page; expected ${LARGEST / 2 ** 20} MiB at most`); // prettier-ignore
      await this.#onFiles(
        await Promise.all(files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }))),
      );
    } catch (error) {
      this.complain(error instanceof Error ? error.message : String(error));
    }
  }
}
