import { BayesianModule } from "@surenet/bayes-nn";
import { createRng, unsupported } from "@surenet/tensor-backend";
import type { Options, Values } from "../arguments/option.ts";
import { predictBayes } from "../bayes/predict-bayes.ts";
import { type Command, command } from "../command.ts";
import { loadLaterData } from "../data/load-later-data.ts";
import { certificatesOf } from "../report/certificates-of.ts";
import { csvRow, roundDown } from "../report/format.ts";
import { checkOutputFile } from "../run/check-places.ts";
import { type OpenRun, openRun } from "../run/open-run.ts";
import { unitsOf } from "../run/run-metadata.ts";
import { startEngine } from "../run/start-engine.ts";
import { writeFiles, writeReport } from "../run/write-files.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { laterOptions } from "./later-options.ts";

const predictOptions = {
  ...laterOptions,
  data: { ...laterOptions.data, help: `${laterOptions.data.help}; a table may lack the label column, and nobody looks at it` },
  samples: { ...laterOptions.samples, help: `${laterOptions.samples.help}; of a Bayesian run: how many networks are drawn (default 32)` },
  rows: { kind: "count", value: "<n>", help: "of a Bayesian run: only the first n rows" },
  out: { kind: "text", value: "<file.csv>", help: "write the rows there instead of to stdout" },
} as const satisfies Options;

export const predictCommand: Command = command({
  name: "predict",
  about: "gives each sample's class, and how sure it is: a proved radius or a Bayesian probability",
  options: predictOptions,
  examples: [
    "--model run/twoMoons-0 --data twoMoons --samples 5",
    "--model run/unsure --data syntheticDigits --samples 32 --rows 10",
    "--model run/leaves-0 --data apps/cli/examples/leaves-later.csv --out predictions.csv",
  ],
  run: runPrediction,
});

const DIGITS = 6;

async function runPrediction(values: Values<typeof predictOptions>, terminal: Terminal): Promise<void> {
  const { data, out, json } = values;
  await startEngine(values.engine, terminal);
  const { model, metadata } = await openRun("predict", values.model);
  try {
    if (model instanceof BayesianModule) return await predictRows(values, terminal, { model, metadata });
    if (values.rows !== undefined) throw unsupported({ where: "predict", problem: "--rows is of Bayesian runs", fix: "Use --samples." });
    const rng = createRng(values.seed).fork("data");
    const dataset = await loadLaterData(values, metadata, { command: "predict", labelled: false, rng, signal: terminal.signal });
    await checkOutputFile(out);
    await checkOutputFile(json);
    const certificates = await certificatesOf(model, dataset, terminal);
    const units = unitsOf(metadata);
    const predictions = certificates.map(({ predicted, radius }, sample) => ({
      sample,
      class: metadata.classNames?.[predicted] ?? predicted,
      radius,
    }));
    const lines = predictions.map(({ sample, class: name, radius }) => csvRow([sample, name, roundDown(radius, DIGITS)]));
    const text = ["sample,class,radius", ...lines].join("\n");
    if (out !== undefined) await writeFiles({ [out]: `${text}\n` });
    await writeReport(json, { model: values.model, data, units, predictions }, terminal);
    if (out === undefined) terminal.out(text);
    else terminal.out(`wrote ${out}`);
    if (units === "standardised")
      terminal.note("radii are in standardised units: standard deviations of each feature in the training part");
  } finally {
    model.dispose();
  }
}

const NETWORKS = 32;

/** Of a Bayesian run: the rows with probability, entropy and whether the model abstains. */
async function predictRows(
  { samples = NETWORKS, rows, ...values }: Values<typeof predictOptions>,
  terminal: Terminal,
  { model, metadata }: OpenRun,
): Promise<void> {
  const { data, out, json } = values;
  const rng = createRng(values.seed);
  const loading = { command: "predict", labelled: false, rng: rng.fork("data"), signal: terminal.signal };
  const dataset = await loadLaterData({ ...values, samples: rows }, metadata, loading);
  await checkOutputFile(out);
  await checkOutputFile(json);
  const { predictions, lines } = await predictBayes(model, dataset, { metadata, samples, rng: rng.fork("predict") });
  const text = lines.map(csvRow).join("\n");
  if (out !== undefined) await writeFiles({ [out]: `${text}\n` });
  await writeReport(json, { model: values.model, data, samples, abstainAbove: metadata.abstainAbove, predictions }, terminal);
  terminal.out(out === undefined ? text : `wrote ${out}`);
}
