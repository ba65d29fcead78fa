import { rm } from "node:fs/promises";
import path from "node:path";
import { CrossEntropyLoss, VariationalFreeEnergy } from "@surenet/bayes-losses";
import { Sequential, bayesianMlp, reliabilityDiagram, reliabilitySvg } from "@surenet/bayes-nn";
import { type ArrayDataset } from "@surenet/data";
import { Adam, Flatten, type RunStore, memoryStore, saveModel } from "@surenet/nn";
import type { EngineReport, Rng } from "@surenet/tensor-backend";
import { trainEpochs } from "../commands/train-epochs.ts";
import type { Split } from "../data/split-data.ts";
import { type RunMetadata, toJson } from "../run/run-metadata.ts";
import type { TrainingIdentity } from "../run/training-identity.ts";
import { versions } from "../run/versions.ts";
import { prettyJson, writeFiles, writeReport } from "../run/write-files.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { BayesPlan } from "./bayes-plan.ts";
import { reportBayes } from "./report-bayes.ts";

interface BayesTraining {
  readonly plan: BayesPlan;
  readonly data: ArrayDataset;
  readonly split: Split;
  readonly engine: EngineReport;
  readonly identity: TrainingIdentity;
  readonly store: RunStore;
  readonly rng: Rng;
  readonly terminal: Terminal;
  readonly resume: boolean;
  readonly json: string | undefined;
}

/** Trains a Bayesian perceptron, reports how calibrated it is on the held-out part, and writes the run. */
export async function trainBayes(training: BayesTraining): Promise<void> {
  const { plan, data, split, engine, identity, store, rng, terminal, resume, json } = training;
  const { train, test, statistics } = split;
  const { inputShape, classes = 0, classNames, featureNames } = data;
  const features = inputShape.reduce((product, side) => product * side, 1);
  const { layers } = bayesianMlp([features, ...plan.hidden, classes], { rng: rng.fork("init") });
  using model = new Sequential([...(inputShape.length > 1 ? [new Flatten()] : []), ...layers]);
  const { kl: klWeight, prior: priorScale } = plan.loss;
  introduce(terminal, training, model.parameters().reduce((total, { variable }) => total + variable.size, 0)); // prettier-ignore
  const loss = new VariationalFreeEnergy({ nll: new CrossEntropyLoss(), klWeight, priorScale, datasetSize: train.size });
  const optimizer = new Adam({ learningRate: plan.learningRate });
  const history = await trainEpochs(model, terminal, { plan, data: train, store, resume, rng: rng.fork("train"), loss, optimizer });
  const { report, rows } = await reportBayes(model, test, { plan, history, engine, rng: rng.fork("report") });
  const { abstainAbove } = report;
  const metadata: RunMetadata = { data: plan.data, label: plan.label, inputShape, classes, classNames, featureNames, statistics, epsilons: [], abstainAbove, training: identity }; // prettier-ignore
  const memory = memoryStore();
  await saveModel(memory, model, { metadata: toJson(metadata) });
  const files = {
    "model.safetensors": (await memory.read("model.safetensors")) ?? "",
    "model.json": (await memory.read("model.json")) ?? "",
    "history.json": prettyJson(history),
    "report.json": prettyJson({ ...report, versions: versions() }),
    "reliability.svg": reliabilitySvg(reliabilityDiagram(rows), { title: `${plan.data}, seed ${plan.seed}` }),
  };
  await writeFiles(Object.fromEntries(Object.entries(files).map(([name, content]) => [path.join(plan.out, name), content])));
  for (const other of ["certified", "regions.svg"]) await rm(path.join(plan.out, other), { recursive: true, force: true }); // of a certified run before
  await writeReport(json, report, terminal);
  terminal.more("");
  terminal.out(table(report));
  terminal.out(`wrote ${plan.out}/  ${Object.keys(files).join("  ")}${json === undefined ? "" : `  and ${json}`}`);
}

function introduce(terminal: Terminal, { plan, engine, data, split }: BayesTraining, parameters: number): void {
  const features = data.inputShape.reduce((product, side) => product * side, 1);
  const { kl, prior } = plan.loss;
  terminal.note(`surenet  ${versions().surenet}   engine ${engine.name} (${engine.threads} thread${engine.threads === 1 ? "" : "s"})   seed ${plan.seed}`); // prettier-ignore
  terminal.note(`data     ${plan.data}  ${data.size} samples, ${features} features, ${data.classes} classes   (${split.train.size} train, ${split.test.size} held out)`); // prettier-ignore
  terminal.note(`model    ${[features, ...plan.hidden, data.classes ?? 0].join(" -> ")}   Gaussian weights   ${parameters.toLocaleString("en")} parameters`); // prettier-ignore
  terminal.note(`loss     elbo, prior deviation ${prior}, KL weight ${kl} / ${split.train.size}${kl < 1 ? " (a cold posterior)" : ""}   batch ${plan.batch}`); // prettier-ignore
}

function table(report: Awaited<ReturnType<typeof reportBayes>>["report"]): string {
  const { accuracy, nll, ece, brier, abstainShare, accuracyWhenDecided, samples, abstainAbove } = report;
  const cells: [string, string][] = [
    ["accuracy", accuracy.toFixed(4)],
    ["NLL", nll.toFixed(4)],
    ["ECE", ece.toFixed(4)],
    ["Brier", brier.toFixed(4)],
  ];
  const head = cells.map(([name]) => name.padStart(10)).join("");
  const values = cells.map(([, value]) => value.padStart(10)).join("");
  return [
    head,
    values,
    `undecided on the most uncertain ${(100 * abstainShare).toFixed(1)}% (entropy above ${abstainAbove.toFixed(3)}): accuracy ${accuracyWhenDecided.toFixed(4)} on the rest`,
    `mean of ${samples} drawn networks; nothing of the held-out part was trained on`,
  ].join("\n");
}
