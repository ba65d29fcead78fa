import type { ArrayDataset } from "@surenet/data";
import { createRng, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import type { Options, Values } from "../arguments/option.ts";
import { command } from "../command.ts";
import { loadData } from "../data/load-data.ts";
import { certificatesOf } from "../report/certificates-of.ts";
import { summarise } from "../report/summary.ts";
import { summaryTable } from "../report/table.ts";
import { openRun } from "../run/open-run.ts";
import type { RunMetadata } from "../run/run-metadata.ts";
import { startEngine } from "../run/start-engine.ts";
import { prettyJson, writeWhole } from "../run/write-files.ts";
import type { Terminal } from "../terminal.ts";
import { trainOptions } from "./train-options.ts";

const { data, samples, label, header, missing, seed, engine, eps, json, quiet } = trainOptions;
const certifyOptions = {
  model: { kind: "text", value: "<folder>", help: "a run folder written by train" },
  data: { ...data, help: `${data.help}; labelled like the training data` },
  samples,
  label,
  header,
  missing,
  seed: { ...seed, help: "generators: which data (default 1, not the training's 0)" },
  engine,
  eps: { ...eps, help: "radii to report (default those of the run)" },
  rows: { kind: "text", value: "<file.csv>", help: "also write a line for each sample: label, predicted class, radius" },
  json,
  quiet,
} as const satisfies Options;

export const certifyCommand = command({
  name: "certify",
  about: "proves, for each sample, a distance within which its class cannot change",
  options: certifyOptions,
  examples: ["--model run/twoMoons-0 --data twoMoons --eps 0.05,0.1", "--model run/iris-0 --data iris.csv --rows radii.csv"],
  run: runCertification,
});

async function runCertification(values: Values<typeof certifyOptions>, terminal: Terminal): Promise<void> {
  if (values.data === undefined) throw invalidOption({ where: "certify", option: "--data", got: undefined, expected: "a path or a generator" });
  await startEngine(values.engine);
  const { model, metadata } = await openRun(terminal, values.model);
  try {
    const loaded = await loadData(terminal, { ...values, data: values.data }, createRng(values.seed ?? 1).fork("data"));
    const dataset = likeTraining(loaded, metadata, values.data);
    const certificates = await certificatesOf(model, dataset, terminal);
    const summary = summarise(certificates, dataset.targets, values.eps ?? metadata.epsilons);
    terminal.out(`${values.data}: ${dataset.size} samples, Lipschitz bound ${certificates[0]?.bound.toFixed(7)}, arithmetic ${certificates[0]?.arithmetic}`);
    terminal.out(summaryTable(summary));
    if (values.rows !== undefined) {
      const lines = certificates.map(({ predicted, radius }, i) => `${dataset.targets[i]},${predicted},${radius}`);
      await writeWhole(terminal.resolve(values.rows), ["label,predicted,radius", ...lines, ""].join("\n"));
      terminal.out(`wrote ${values.rows}`);
    }
    const report = { ...summary, lipschitzBound: certificates[0]?.bound, arithmetic: certificates[0]?.arithmetic, data: values.data, model: values.model };
    if (values.json === "-") terminal.json(prettyJson(report));
    else if (values.json !== undefined) await writeWhole(terminal.resolve(values.json), prettyJson(report));
  } finally {
    model.dispose();
  }
}

/** New data in the units of the training data. */
function likeTraining(dataset: ArrayDataset, { inputShape, statistics }: RunMetadata, name: string): ArrayDataset {
  if (dataset.inputShape.join() !== inputShape.join()) {
    throw shapeMismatch({ where: name, problem: "the data do not fit the model", expected: `samples of shape [${inputShape.join(", ")}]`, got: dataset.inputShape });
  }
  return statistics === undefined ? dataset : dataset.standardise(statistics).dataset;
}
