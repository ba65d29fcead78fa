import type { NamedFile } from "@surenet/data";
import { element } from "../page/element.ts";

const KEPT_MS = 60_000; // a browser may ask the reader first where to put a file

/** Offers files to the reader's disk. */
export function download(files: readonly NamedFile[]): void {
  for (const { name, bytes } of files) {
    const href = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
    element("a", { href, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(href), KEPT_MS);
  }
}
