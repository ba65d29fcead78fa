import { compareSides } from "../../bench/compare-sides.ts";
import { startSide } from "../../bench/start-side.ts";
import { spiking } from "../../bench/subjects/spiking.ts";
import type { Acceptance } from "../acceptance.ts";

const ROUNDS = 15;
const STEPS: readonly (number | undefined)[] = [100, 10, undefined];

/** Interleaved runs in processes of their own, each side by its quicker quartile: torch's two threads wait for each other whenever the machine is busy, which says nothing about them. */
export const spikingSpeed: Acceptance = {
  id: "spiking/3",
  about: "a spiking layer, online STDP and the MaxRate readout on wasm against the reference's formulas on torch with two threads",
  async run(report) {
    const sides = [startSide("ours"), startSide("torch", { threads: 2 })];
    try {
      const ratios: number[] = [];
      for (const [i, subject] of spiking.entries()) {
        const { sides: measured } = await compareSides(subject, sides, ROUNDS);
        const [ours, torch] = ["ours", "torch"].map((side) => {
          const times = measured[side];
          return typeof times === "object" ? times.low : NaN;
        }) as [number, number];
        const steps = STEPS[i];
        const each = (ms: number): string => (steps === undefined ? `${ms.toFixed(2)} ms` : `${((steps / ms) * 1000).toFixed(1)} steps/s`);
        report.note(`${subject.name}: wasm ${each(ours)}, torch ${each(torch)}`);
        ratios.push(torch / ours);
      }
      const [layer = NaN, learning = NaN, readout = NaN] = ratios;
      report.atLeast("the layer, times the steps of torch", layer, 2);
      report.atLeast("with online STDP, times the steps of torch", learning, 50);
      report.atMost("MaxRateClassifier, times as long as torch", 1 / readout, 2);
    } finally {
      for (const side of sides) side.stop();
    }
  },
};
