import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Acceptance, Report } from "../acceptance.ts";
import { surenet } from "../command.ts";
import { digits, inTemporaryFolder, need } from "../paths.ts";

interface SpikingRun {
  readonly accuracy: number;
  readonly untrainedAccuracy?: number;
  readonly trainingSeconds: number;
  readonly seed: number;
  readonly firing: { readonly perSample: number; readonly perNeuronAndSample: number; readonly silent: number };
}

const SEEDS = [0, 1, 2];

/** Trains on the first 8,000 real digits with three seeds and tests the last 2,000; labels only assign neurons to classes afterwards, or train the surrogate network. */
async function train(report: Report, name: string, options: readonly string[]): Promise<readonly SpikingRun[]> {
  return inTemporaryFolder(async (folder) => {
    const runs: SpikingRun[] = [];
    for (const seed of SEEDS) {
      const file = path.join(folder, `${seed}.json`);
      const places = ["--json", file, "--out", path.join(folder, `run-${seed}`)];
      const words = ["train", "--data", need(digits), "--holdout", "last:2000", "--seed", String(seed), "--engine", "wasm", "--quiet"];
      const { code, stderr } = await surenet([...words, ...places, ...options]);
      if (code !== 0) throw new Error(`${name}, seed ${seed}: ${stderr.slice(-600)}`);
      const run = JSON.parse(await readFile(file, "utf8")) as SpikingRun;
      const before = run.untrainedAccuracy === undefined ? "" : `, before learning ${run.untrainedAccuracy}`;
      const { perSample, perNeuronAndSample, silent } = run.firing;
      report.note(
        `${name}, seed ${seed}: ${run.accuracy}${before}, ${run.trainingSeconds.toFixed(1)} s, ${perSample.toFixed(2)} spikes a sample, ${perNeuronAndSample.toFixed(3)} a neuron, silent ${silent.toFixed(3)}`,
      );
      runs.push(run);
    }
    return runs;
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export const spikingDigits: Acceptance = {
  id: "spiking/4",
  about: "real digits: 100 and 400 neurons without labels, and a surrogate-gradient network",
  async run(report) {
    for (const [neurons, passes, bound] of [
      [100, 1, 0.86],
      [400, 3, 0.915],
    ] as const) {
      const name = `${neurons} neurons, ${passes === 1 ? "one pass" : "three passes"}`;
      const runs = await train(report, name, ["--arch", "stdp", "--hidden", String(neurons), "--epochs", String(passes)]);
      report.atLeast(`${name}: accuracy`, mean(runs.map(({ accuracy }) => accuracy)), bound); // prettier-ignore
      const gains = runs.map(({ accuracy, untrainedAccuracy = NaN }) => accuracy - untrainedAccuracy);
      report.atLeast(`${name}: least gain over the same network untrained`, Math.min(...gains), 0.3);
      if (neurons === 400) report.atMost(`${name}: longest training, s`, Math.max(...runs.map(({ trainingSeconds }) => trainingSeconds)), 40); // prettier-ignore
    }
    for (const [name, options, bound] of [
      ["surrogate gradients 784-256-10", [], 0.96],
      ["the same with every image changed anew", ["--augment", "affine"], 0.97],
    ] as const) {
      const runs = await train(report, name, ["--arch", "snn", ...options]);
      report.atLeast(`${name}: accuracy`, mean(runs.map(({ accuracy }) => accuracy)), bound); // prettier-ignore
      const spikes = runs.map(({ firing }) => firing.perNeuronAndSample);
      report.atLeast(`${name}: fewest spikes per neuron and sample`, Math.min(...spikes), 1);
      report.atMost(`${name}: most spikes per neuron and sample`, Math.max(...spikes), 6);
    }
  },
};
