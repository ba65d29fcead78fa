import { expect, it } from "vitest";
import { summaryTable } from "./table.ts";

const summary = {
  samples: 400,
  accuracy: 0.98,
  certifiedAccuracy: { "1": 0.8394, "0.5": 0.9425 },
  certifiedAccuracyBy: { real: {}, f64Checked: {}, f32Ieee: {}, f32AnyRound: {} },
  arithmetic: "f32-ieee",
  meanRadius: 1.65,
  units: "input",
} as const;

it("aligns accuracies below their radii, in ascending order", () => {
  expect(summaryTable(summary).split("\n")).toEqual([
    "               clean   eps 0.5     eps 1",
    "certified      0.980     0.943     0.839",
    "mean radius 1.650",
    "f32-ieee: No input within its radius changes class in this network as it runs in",
    "  float32, with sums in any order.",
  ]);
});

it("sets the attack beside it and says what it broke", () => {
  const attacked = { accuracy: { "0.5": 0.95, "1": 0.85 }, tried: 720, broken: 0 };
  expect(summaryTable(summary, attacked).split("\n").slice(2, 4)).toEqual([
    "attacked           -     0.950     0.850",
    "mean radius 1.650   PGD tried 720 certificates and broke none",
  ]);
  expect(summaryTable(summary, { ...attacked, broken: 2 })).toContain("broke 2 OF THEM");
});

it("says so when the units are not those of the data", () => {
  expect(summaryTable({ ...summary, units: "standardised" })).toMatch(/\nradii and eps are in standardised units/);
});

it("fits four radii into eighty columns", () => {
  const certifiedAccuracy = { "0.1": 1, "0.25": 1, "0.5": 1, "1": 1 };
  const attacked = { accuracy: certifiedAccuracy, tried: 1600, broken: 0 };
  const lines = summaryTable({ ...summary, certifiedAccuracy }, attacked).split("\n");
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});
