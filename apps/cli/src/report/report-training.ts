import type { ArrayDataset } from "@surenet/data";
import type { Certificate } from "@surenet/lipschitz";
import type { Epoch, Module } from "@surenet/nn";
import type { EngineReport, Rng } from "@surenet/tensor-backend";
import type { TrainPlan } from "../commands/train-plan.ts";
import { versions } from "../run/versions.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type Attacked, attackSamples } from "./attack-samples.ts";
import { certificatesOf } from "./certificates-of.ts";
import { summarise, type Summary } from "./summary.ts";

export interface Trained {
  readonly model: Module;
  /** The held-out part. */
  readonly test: ArrayDataset;
  readonly history: readonly Epoch[];
  readonly plan: TrainPlan;
  readonly units: Summary["units"];
  readonly engine: EngineReport;
  readonly terminal: Terminal;
  readonly rng: Rng;
}

/** The content of `report.json`. */
export interface TrainingReport extends Summary {
  readonly attack: Attacked;
  readonly lipschitzBound: number;
  readonly engine: string;
  readonly msPerStep: number;
  /** Of all epochs, those before a resume included. */
  readonly trainingSeconds: number;
  readonly epochs: number;
  readonly finalLoss: number;
  readonly seed: number;
  readonly data: string;
  readonly hidden: readonly number[];
  readonly loss: TrainPlan["loss"];
  readonly batch: number;
  readonly learningRate: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** Certifies and attacks the held-out part; nothing is written yet. */
export async function reportTraining(trained: Trained): Promise<{ report: TrainingReport; certificates: readonly Certificate[] }> {
  const { model, test, history, plan, units, engine, terminal, rng } = trained;
  const { epsilons, epochs, seed, data, hidden, loss, batch, learningRate } = plan;
  const certificates = await certificatesOf(model, test, terminal);
  const attack = await attackSamples(model, test, { certificates, epsilons, rng, signal: terminal.signal });
  const [{ bound } = { bound: NaN }] = certificates;
  const report: TrainingReport = {
    ...summarise({ certificates, labels: test.targets, epsilons, units }),
    attack,
    lipschitzBound: bound,
    engine: engine.name,
    msPerStep: median(history.map(({ timing }) => timing.msPerStep)),
    trainingSeconds: history.reduce((total, { timing }) => total + timing.seconds, 0),
    finalLoss: history.at(-1)?.loss ?? NaN,
    epochs,
    seed,
    data,
    hidden,
    loss,
    batch,
    learningRate,
    versions: versions(),
  };
  return { report, certificates };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
