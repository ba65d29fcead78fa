import { readFileSync } from "node:fs";
import { version_core } from "@tensorflow/tfjs-core";

/** What a report was made with. */
export function versions(): { readonly surenet: string; readonly node: string; readonly tfjs: string } {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  return { surenet: version, node: process.versions.node, tfjs: version_core };
}
