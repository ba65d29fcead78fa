import * as losses from "@surenet/losses";
import { addedBytes, CEILINGS } from "../../bundle/ceilings.ts";
import type { Acceptance } from "../acceptance.ts";

/** Every export of the package, alone in a page beside the engine. */
export const lossBundle: Acceptance = {
  id: "losses/4",
  about: "what each loss adds to a page, gzipped",
  async run(report) {
    for (const name of Object.keys(losses)) report.atMost(`${name}, bytes`, await addedBytes("@surenet/losses", name), CEILINGS.loss);
  },
};
