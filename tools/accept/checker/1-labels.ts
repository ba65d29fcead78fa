import { readFile } from "node:fs/promises";
import path from "node:path";
import { checkCertificate, type CheckedCertificate, type RadiusName } from "@surenet/checker";
import { loadDataset } from "@surenet/data/node";
import type { Acceptance } from "../acceptance.ts";
import { digits } from "../paths.ts";
import { certifiedFiles, NETWORKS, type NetworkName, trainedRun } from "./trained-runs.ts";

const RADII = [0.5, 1];
const TESTED = 2000;
/** Largest share of the `real` certificates that a label may lose. */
const LOSSES = { f64Checked: 0, f32Ieee: 0.01, f32AnyRound: 0.015 } as const;

/** What the labels cost on networks trained on real digits, by the checker alone. */
export const labels: Acceptance = {
  id: "checker/1",
  about: "certified counts of real digits by arithmetic, for an MLP, a deep MLP and a net of patches",
  async run(report) {
    for (const name of Object.keys(NETWORKS) as NetworkName[]) {
      const run = await trainedRun(report, name);
      const checked = await checkCertificate(await certifiedFiles(run));
      const test = (await loadDataset(digits)).slice(-TESTED);
      const right: CheckedCertificate[] = [];
      for (let i = 0; i < test.size; i++) {
        const { input, target } = test.sample(i);
        const certificate = await checked.compare(input);
        if (!certificate.isRecorded) report.check(`${name}: the ledger claims input ${i}`, false, "no record");
        if (certificate.predicted === target) right.push(certificate);
      }
      const count = (label: RadiusName, radius: number): number => right.filter((one) => one.radius[label] >= radius).length;
      for (const radius of RADII) {
        const real = count("real", radius);
        report.check(`${name} at ${radius}: certified in real arithmetic`, real > TESTED / 2, `${real} of ${right.length} right`);
        for (const [label, most] of Object.entries(LOSSES) as [keyof typeof LOSSES, number][]) {
          const lost = real - count(label, radius);
          report.check(`${name} at ${radius}: share lost to ${label}`, lost <= most * real, `${lost} of ${real}, ${((100 * lost) / real).toFixed(2)}% (at most ${100 * most}%)`);
        }
      }
      const told = JSON.parse(await readFile(path.join(run, "report.json"), "utf8")) as { arithmetic: string; certifiedAccuracy: Record<string, number> };
      const same = RADII.every((radius) => told.certifiedAccuracy[radius] === count("f32Ieee", radius) / TESTED);
      report.check(`${name}: surenet train printed the same counts, for f32-ieee`, same && told.arithmetic === "f32-ieee", told.arithmetic);
      const wholes = right.filter(({ integerRadiusSquared }) => (integerRadiusSquared ?? -1) >= 16256).length; // ⌊(0.5 · 255)²⌋
      report.note(`${name}: Lipschitz bound ${checked.bound}; ${wholes} digits keep their class for every image of bytes with Σ (k - k')² <= 16256, a radius of 0.5`);
      const lost = right.map(({ radius }) => radius.real - radius.f32Ieee).toSorted((a, b) => a - b);
      report.note(`${name}: radius lost to f32-ieee, median ${lost[lost.length >> 1]?.toFixed(4)}, largest ${lost.at(-1)?.toFixed(4)}`);
    }
  },
}; // prettier-ignore
