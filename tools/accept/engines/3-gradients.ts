import { readFileSync } from "node:fs";
import path from "node:path";
import { differentiableOps } from "@surenet/tensor-backend";
import { measureAll } from "../../engines-page/measure-all.ts";
import { formattedPage } from "../../engines-page/page.ts";
import type { Acceptance } from "../acceptance.ts";
import { root } from "../paths.ts";

const PARTS = ["forward", "gradient", "second"] as const;

/** Measures docs/engines.md anew: every operation on every engine, its value, gradient and second gradient. */
export const gradients: Acceptance = {
  id: "engines/3",
  about: "value, gradient and second gradient of every operation on every engine",
  async run(report) {
    const measurements = measureAll();
    for (const { engine, cases } of measurements) {
      const outcomes = cases.flatMap((one) => PARTS.map((part) => ({ what: `${one.kernel} (${one.name}), ${part}`, outcome: one[part] })));
      const right = outcomes.filter(({ outcome }) => outcome === "right").length;
      const refused = outcomes.filter(({ outcome }) => outcome.startsWith("no kernel"));
      const wrong = outcomes.filter(({ outcome }) => outcome !== "right" && !outcome.startsWith("no kernel"));
      const names = [...new Set(refused.map(({ outcome }) => outcome))].join(", ");
      report.check(
        `${engine}: ${cases.length} cases`,
        wrong.length === 0 && right > 0.95 * outcomes.length,
        `${right} of ${outcomes.length} parts right, ${refused.length} refused by name${names === "" ? "" : ` (${names})`}`,
      );
      for (const { what, outcome } of wrong) report.note(`${what}: ${outcome}`);
      const uncovered = differentiableOps().filter((op) => !cases.some(({ kernel }) => kernel === op));
      report.check(`${engine}: every differentiable operation has a case`, uncovered.length === 0, uncovered.join(", ") || "all");
    }
    const written = readFileSync(path.join(root, "docs/engines.md"), "utf8");
    report.check("docs/engines.md is what was measured", written === (await formattedPage(differentiableOps(), measurements)), "compared");
  },
};
