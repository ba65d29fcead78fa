import { lipschitzBound } from "@surenet/lipschitz";
import type { Options, Values } from "../arguments/option.ts";
import { command } from "../command.ts";
import { openRun } from "../run/open-run.ts";
import { startEngine } from "../run/start-engine.ts";
import { prettyJson, writeWhole } from "../run/write-files.ts";
import type { Terminal } from "../terminal.ts";
import { trainOptions } from "./train-options.ts";

const inspectOptions = {
  model: { kind: "text", value: "<folder>", help: "a run folder written by train" },
  json: trainOptions.json,
} as const satisfies Options;

export const inspectCommand = command({
  name: "inspect",
  about: "shows what a run folder holds: layers, shapes, parameters, and the proved bound of each layer",
  options: inspectOptions,
  examples: ["--model run/twoMoons-0", "run/twoMoons-0"],
  run: runInspection,
});

async function runInspection(values: Values<typeof inspectOptions>, terminal: Terminal): Promise<void> {
  await startEngine("wasm");
  const { model, metadata } = await openRun(terminal, values.model);
  try {
    const { bound, layers } = await lipschitzBound(model, metadata.inputShape);
    const parameters = model.namedParameters().map(([name, { shape }]) => ({ name, shape }));
    const count = parameters.reduce((total, { shape }) => total + shape.reduce((product, side) => product * side, 1), 0);
    terminal.out(`trained on ${metadata.data}; samples of shape [${metadata.inputShape.join(", ")}], ${metadata.classes} classes`);
    for (const [name, module] of model.namedModules()) if (name !== "") terminal.out(`  ${name.padEnd(12)} ${module.constructor.name} ${JSON.stringify(module.config())}`);
    terminal.out("parameters");
    for (const { name, shape } of parameters) terminal.out(`  ${name.padEnd(24)} [${shape.join(", ")}]`);
    terminal.out(`  ${count.toLocaleString("en")} numbers in all`);
    terminal.out("proved Lipschitz bounds, from the input to the head's input");
    for (const layer of layers) terminal.out(`  ${layer.op.padEnd(12)} ${layer.bound.toFixed(9)}`);
    terminal.out(`  ${"product".padEnd(12)} ${bound.toFixed(9)}`);
    const report = { metadata, module: model.toJSON(), parameters, count, layers, lipschitzBound: bound };
    if (values.json === "-") terminal.json(prettyJson(report));
    else if (values.json !== undefined) await writeWhole(terminal.resolve(values.json), prettyJson(report));
  } finally {
    model.dispose();
  }
}
