import type { Certificate } from "@surenet/lipschitz";
import { expect, it } from "vitest";
import { summarise } from "./summary.ts";

const certificate = (predicted: number, radius: number): Certificate => ({
  predicted,
  radius,
  radiusBy: { real: radius, f64Checked: radius, f32Ieee: radius, f32AnyRound: radius / 2 },
  bound: 1,
  radii: [],
  method: "pairwise",
  arithmetic: "f64-checked",
});

it("counts a sample at a radius when it is right and proved that far", () => {
  // right with 0.3 and 0.1, wrong with 0.9, right with 0: at 0.1 two of four, at 0.2 one of four
  const certificates = [certificate(0, 0.3), certificate(1, 0.1), certificate(1, 0.9), certificate(1, 0)];
  const summary = summarise({ certificates, labels: [0, 1, 0, 1], epsilons: [0.1, 0.2], units: "input" });
  expect(summary).toEqual({
    samples: 4,
    accuracy: 0.75,
    certifiedAccuracy: { "0.1": 0.5, "0.2": 0.25 },
    certifiedAccuracyBy: {
      real: { "0.1": 0.5, "0.2": 0.25 },
      f64Checked: { "0.1": 0.5, "0.2": 0.25 },
      f32Ieee: { "0.1": 0.5, "0.2": 0.25 },
      f32AnyRound: { "0.1": 0.25, "0.2": 0 }, // radii of 0.15 and 0.05
    },
    arithmetic: "f64-checked",
    meanRadius: expect.closeTo((0.3 + 0.1) / 4) as number, // what is wrong counts 0
    units: "input",
  });
});
