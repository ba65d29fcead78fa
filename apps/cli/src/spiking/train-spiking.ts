import type { ArrayDataset } from "@surenet/data";
import { createRng } from "@surenet/tensor-backend";
import type { TrainValues } from "../commands/train-options.ts";
import { readHoldout, splitData } from "../data/split-data.ts";
import { checkOutputFile, checkRunFolder } from "../run/check-places.ts";
import { startEngine } from "../run/start-engine.ts";
import { versions } from "../run/versions.ts";
import { writeReport } from "../run/write-files.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type SpikingArch, spikingPlan } from "./spiking-plan.ts";
import { trainSnn } from "./train-snn.ts";
import { trainStdp } from "./train-stdp.ts";
import { type SpikingResults, writeSpiking } from "./write-spiking.ts";

/** The content of `report.json`. */
export interface SpikingReport extends SpikingResults {
  readonly arch: SpikingArch;
  readonly data: string;
  readonly samples: number;
  readonly seed: number;
  readonly neurons: number;
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  readonly trainingSeconds: number;
  readonly engine: string;
  readonly versions: Readonly<Record<string, string>>;
}

/** `surenet train --arch stdp` and `--arch snn`. */
export async function trainSpiking(values: TrainValues, arch: SpikingArch, data: ArrayDataset, terminal: Terminal): Promise<void> {
  const plan = spikingPlan(values, arch, data);
  const rng = createRng(values.seed);
  const split = splitData(data, { holdout: readHoldout(values.holdout), standardise: false, rng: rng.fork("split") });
  await checkRunFolder(plan.out);
  await checkOutputFile(values.json);
  const engine = await startEngine(values.engine, terminal);
  terminal.note(`surenet  ${versions().surenet}   engine ${engine.name}   seed ${plan.seed}`);
  terminal.note(`data     ${plan.data}  ${split.train.size} train, ${split.test.size} held out, ${data.classes} classes`);
  terminal.note(`model    ${arch}   ${plan.neurons} neurons   ${plan.epochs} passes   learning rate ${plan.learningRate}`);
  const trained = await (arch === "stdp" ? trainStdp : trainSnn)(plan, split, rng.fork("train"), terminal);
  using _model = trained.model;
  const { results, trainingSeconds } = trained;
  const { data: source, seed, neurons, epochs, batch, learningRate } = plan;
  const report: SpikingReport = {
    ...results, arch, data: source, samples: split.test.size, seed, neurons, epochs, batch, learningRate, trainingSeconds, engine: engine.name, versions: versions(),
  }; // prettier-ignore
  const { inputShape, classes = 0, classNames } = data;
  const metadata = { arch, data: source, inputShape: [...inputShape], classes, ...(classNames === undefined ? {} : { classNames: [...classNames] }) }; // prettier-ignore
  const files = await writeSpiking(plan.out, trained, { report, metadata: { metadata } });
  await writeReport(values.json, report, terminal);
  terminal.out(spikingTable(report));
  terminal.out(`wrote ${plan.out}/  ${files.join("  ")}`);
}

function spikingTable({
  accuracy,
  proportionalAccuracy,
  untrainedAccuracy,
  maxRateAccuracy,
  firing,
  trainingSeconds,
}: SpikingReport): string {
  const { perSample, perNeuronAndSample, silent, perNeuron } = firing;
  const rows: readonly (readonly [string, number | undefined])[] = [
    ["accuracy", accuracy],
    ["  proportional", proportionalAccuracy],
    ["  max-rate readout", maxRateAccuracy],
    ["  before learning", untrainedAccuracy],
    ["spikes a sample", perSample],
    ["  a neuron", perNeuronAndSample],
    ["  least active", perNeuron.least],
    ["  median", perNeuron.median],
    ["  most active", perNeuron.most],
    ["silent neurons", silent],
    ["training, s", trainingSeconds],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(20)} ${value.toFixed(4)}`])).join("\n");
}
