import { createRng } from "@surenet/tensor-backend";
import type { Options, Values } from "../arguments/option.ts";
import { type Command, command } from "../command.ts";
import { loadLaterData } from "../data/load-later-data.ts";
import { certificatesOf } from "../report/certificates-of.ts";
import { csvRow, roundUp } from "../report/format.ts";
import { summarise } from "../report/summary.ts";
import { summaryTable } from "../report/table.ts";
import { checkOutputFile } from "../run/check-places.ts";
import { openRun } from "../run/open-run.ts";
import { unitsOf } from "../run/run-metadata.ts";
import { startEngine } from "../run/start-engine.ts";
import { certifyOlderRun } from "../run/write-certified.ts";
import { writeFiles, writeReport } from "../run/write-files.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { laterOptions } from "./later-options.ts";
import { trainOptions } from "./train-options.ts";

const certifyOptions = {
  ...laterOptions,
  eps: { ...trainOptions.eps, help: "radii to report (default those of the run)" },
  rows: { kind: "text", value: "<file.csv>", help: "also write a line for each sample: its label, the predicted class, the radius" },
} as const satisfies Options;

export const certifyCommand: Command = command({
  name: "certify",
  about: "proves, for each labelled sample, a distance within which its class cannot change",
  options: certifyOptions,
  examples: [
    "--model run/twoMoons-0 --data twoMoons --eps 0.05,0.1",
    "--model run/leaves-0 --data apps/cli/examples/leaves.csv --rows radii.csv",
  ],
  run: runCertification,
});

async function runCertification(values: Values<typeof certifyOptions>, terminal: Terminal): Promise<void> {
  const { data, rows, json } = values;
  await startEngine(values.engine, terminal);
  const { model, metadata } = await openRun("certify", values.model);
  try {
    const rng = createRng(values.seed).fork("data");
    const dataset = await loadLaterData(values, metadata, { command: "certify", labelled: true, rng, signal: terminal.signal });
    await checkOutputFile(rows);
    await checkOutputFile(json);
    const certificates = await certificatesOf(model, dataset, terminal);
    const epsilons = (values.eps ?? metadata.epsilons).toSorted((a, b) => a - b);
    const summary = summarise({ certificates, labels: dataset.targets, epsilons, units: unitsOf(metadata) });
    const [{ bound } = { bound: NaN }] = certificates;
    if (rows !== undefined) {
      const name = (label: number): string | number => metadata.classNames?.[label] ?? label;
      const lines = certificates.map(({ predicted, radius }, i) => csvRow([name(dataset.targets[i] ?? NaN), name(predicted), radius]));
      await writeFiles({ [rows]: `${["label,predicted,radius", ...lines].join("\n")}\n` });
    }
    await writeReport(json, { ...summary, lipschitzBound: bound, data, model: values.model }, terminal);
    terminal.more(
      `certify  ${values.model} on ${data}: ${dataset.size} sample${dataset.size === 1 ? "" : "s"}, Lipschitz bound ${roundUp(bound, 7)}, arithmetic ${summary.arithmetic}`,
    );
    terminal.out(summaryTable(summary));
    const certified = await certifyOlderRun(values.model ?? "", { model, metadata, dataset, certificates });
    const written = [rows, json === "-" ? undefined : json, certified].filter((file) => file !== undefined);
    if (written.length > 0) terminal.out(`wrote ${written.join("  ")}`);
  } finally {
    model.dispose();
  }
}
