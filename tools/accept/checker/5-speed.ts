import { checkCertificate } from "@surenet/checker";
import { loadDataset } from "@surenet/data/node";
import { CEILINGS, checkerBytes } from "../../bundle/ceilings.ts";
import type { Acceptance } from "../acceptance.ts";
import { digits } from "../paths.ts";
import { certifiedFiles, trainedRun } from "./trained-runs.ts";

const TESTED = 2000;
const MOST_SECONDS = { mlp: 2, patch: 8 } as const;

/** The time of proving a model and certifying 2,000 digits in plain TypeScript, and what the checker weighs in a page. */
export const checkerSpeed: Acceptance = {
  id: "checker/5",
  about: "seconds for 2,000 digits in plain TypeScript, and the checker's size in a page",
  async run(report) {
    const test = (await loadDataset(digits)).slice(-TESTED);
    const inputs = Array.from({ length: TESTED }, (_, i) => test.sample(i).input);
    for (const [name, most] of Object.entries(MOST_SECONDS) as [keyof typeof MOST_SECONDS, number][]) {
      const files = await certifiedFiles(await trainedRun(report, name));
      const [started, processor] = [performance.now(), process.cpuUsage()];
      const checked = await checkCertificate(files);
      const proved = performance.now();
      for (const input of inputs) checked.certify(input);
      const [seconds, { user, system }] = [(performance.now() - started) / 1000, process.cpuUsage(processor)];
      report.note(`${name}: the model in ${((proved - started) / 1000).toFixed(2)} s, a digit in ${((performance.now() - proved) / TESTED).toFixed(2)} ms`);
      report.note(`${name}: ${seconds.toFixed(2)} s on the clock, whatever else the machine did`);
      report.atMost(`${name}: seconds of processor time for the model and ${TESTED} digits`, (user + system) / 1e6, most);
    }
    const { chunks, bytes } = await checkerBytes();
    for (const { name, bytes: size, isLazy } of chunks) report.note(`${name}: ${size} bytes${isLazy ? ", on demand" : ""}`);
    report.atMost("checker in a page, gzipped bytes", bytes, CEILINGS.checker);
  },
}; // prettier-ignore
