import type { NamedFile } from "@surenet/data";
import { addressFields, writeAddress } from "../page/address.ts";
import type { DropZone } from "./drop-zone.ts";

/** Writes the address of a picture. It cannot hold the reader's files, and says that there were some. */
export function writeAddressWith(fields: URLSearchParams, files: readonly NamedFile[]): void {
  if (files.length > 0) fields.set("data", "own");
  writeAddress(fields);
}

/** Says beside the zone that the address was of files that are not in it. */
export function askForFiles(zone: DropZone): void {
  if (addressFields().get("data") === "own")
    zone.complain("The data of this address were somebody's own file, which is not in it: open it here.");
}
