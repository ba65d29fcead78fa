import path from "node:path";
import type { ArrayDataset } from "@surenet/data";
import type { Epoch, Module } from "@surenet/nn";
import type { EngineReport, Rng } from "@surenet/tensor-backend";
import type { TrainPlan } from "../commands/train-plan.ts";
import { versions } from "../run/versions.ts";
import { prettyJson, writeWhole } from "../run/write-files.ts";
import { type Terminal, styled } from "../terminal.ts";
import { attackSamples } from "./attack-samples.ts";
import { certificatesOf } from "./certificates-of.ts";
import { regionsOf } from "./regions.ts";
import { regionsSvg } from "./regions-svg.ts";
import { regionsText } from "./regions-terminal.ts";
import { summarise } from "./summary.ts";
import { summaryTable } from "./table.ts";

export interface TrainingReport {
  readonly model: Module;
  readonly test: ArrayDataset;
  readonly history: readonly Epoch[];
  readonly plan: TrainPlan;
  readonly engine: EngineReport;
  readonly folder: string;
  readonly terminal: Terminal;
  readonly rng: Rng;
  readonly json: string | undefined;
}

/** Certifies and attacks the held-out part, writes the report and, for points of the plane, the picture. */
export async function reportTraining({ model, test, history, plan, engine, folder, terminal, rng, json }: TrainingReport): Promise<void> {
  const certificates = await certificatesOf(model, test, terminal);
  const summary = summarise(certificates, test.targets, plan.epsilons);
  const attacked = attackSamples(model, test, certificates, plan.epsilons, rng);
  const report = {
    ...summary,
    attack: attacked,
    lipschitzBound: certificates[0]?.bound,
    arithmetic: certificates[0]?.arithmetic,
    engine: engine.name,
    msPerStep: median(history.map(({ timing }) => timing.msPerStep)),
    epochs: history.length,
    finalLoss: history.at(-1)?.loss,
    seed: plan.seed,
    data: plan.data,
    loss: Object.fromEntries(Object.entries(plan.loss).filter(([, value]) => value !== undefined)),
    versions: versions(),
  };
  const files = ["model.json", "model.safetensors", "history.json", "report.json"];
  await writeWhole(path.join(folder, "report.json"), prettyJson(report));

  terminal.out(`\n${summaryTable(summary, attacked)}\n`);
  if (test.inputShape.join() === "2") {
    await writeWhole(path.join(folder, "regions.svg"), regionsSvg(regionsOf(model, test, { columns: 240, rows: 160 }), test, certificates));
    files.push("regions.svg");
    terminal.out(`${regionsText(terminal, regionsOf(model, test, { columns: Math.min(60, terminal.columns), rows: 18 }))}\n`);
  }
  terminal.out(`${report.msPerStep?.toFixed(1)} ms/step on ${engine.name}; wrote ${plan.out}/  ${files.join("  ")}`);
  terminal.note(styled(terminal, "dim", `next: npm start -- certify --model ${plan.out} --data your.csv`));
  if (json === "-") terminal.json(prettyJson(report));
  else if (json !== undefined) await writeWhole(terminal.resolve(json), prettyJson(report));
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
