import { createRng, invalidOption } from "@surenet/tensor-backend";
import type { Options, Values } from "../arguments/option.ts";
import { command } from "../command.ts";
import { loadUnlabelled } from "../data/load-unlabelled.ts";
import { certificatesOf } from "../report/certificates-of.ts";
import { openRun } from "../run/open-run.ts";
import { startEngine } from "../run/start-engine.ts";
import { writeWhole } from "../run/write-files.ts";
import type { Terminal } from "../terminal.ts";
import { trainOptions } from "./train-options.ts";

const { data, samples, label, header, missing, seed, engine, quiet } = trainOptions;
const predictOptions = {
  model: { kind: "text", value: "<folder>", help: "a run folder written by train" },
  data: { ...data, help: `${data.help}; a CSV may lack the label column` },
  samples,
  label,
  header,
  missing,
  seed,
  engine,
  out: { kind: "text", value: "<file.csv>", help: "write the rows there instead of to the terminal" },
  quiet,
} as const satisfies Options;

export const predictCommand = command({
  name: "predict",
  about: "gives each sample's class and the radius within which it is proved",
  options: predictOptions,
  examples: ["--model run/twoMoons-0 --data twoMoons --samples 5", "--model run/iris-0 --data new.csv --out predictions.csv"],
  run: runPrediction,
});

async function runPrediction(values: Values<typeof predictOptions>, terminal: Terminal): Promise<void> {
  if (values.data === undefined) throw invalidOption({ where: "predict", option: "--data", got: undefined, expected: "a path or a generator" });
  await startEngine(values.engine);
  const { model, metadata } = await openRun(terminal, values.model);
  try {
    const dataset = await loadUnlabelled(terminal, { ...values, data: values.data }, metadata, createRng(values.seed ?? 1).fork("data"));
    const certificates = await certificatesOf(model, dataset, terminal);
    const lines = certificates.map(({ predicted, radius }, i) => `${i},${metadata.classNames?.[predicted] ?? predicted},${radius.toFixed(6)}`);
    const text = ["sample,class,radius", ...lines].join("\n");
    if (values.out === undefined) terminal.out(text);
    else {
      await writeWhole(terminal.resolve(values.out), `${text}\n`);
      terminal.out(`wrote ${values.out}`);
    }
  } finally {
    model.dispose();
  }
}
