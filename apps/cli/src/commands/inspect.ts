import { BayesianModule } from "@surenet/bayes-nn";
import { lipschitzBound } from "@surenet/lipschitz";
import type { Module } from "@surenet/nn";
import type { Options, Values } from "../arguments/option.ts";
import { type Command, command } from "../command.ts";
import { roundUp } from "../report/format.ts";
import { openRun } from "../run/open-run.ts";
import { type RunMetadata, unitsOf } from "../run/run-metadata.ts";
import { startEngine } from "../run/start-engine.ts";
import { writeReport } from "../run/write-files.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { laterOptions } from "./later-options.ts";

const { model: modelOption, json: jsonOption } = laterOptions;
const inspectOptions = { model: modelOption, json: jsonOption } as const satisfies Options;

export const inspectCommand: Command = command({
  name: "inspect",
  about: "shows what a run folder holds: layers, shapes, parameters, and the proved bound of each layer",
  options: inspectOptions,
  positional: "model",
  examples: ["run/twoMoons-0", "--model run/twoMoons-0 --json structure.json"],
  run: runInspection,
});

async function runInspection(values: Values<typeof inspectOptions>, terminal: Terminal): Promise<void> {
  await startEngine("wasm", terminal);
  const { model, metadata } = await openRun("inspect", values.model);
  try {
    const certified = model instanceof BayesianModule ? undefined : await lipschitzBound(model, metadata.inputShape);
    const parameters = model.namedParameters().map(([name, { shape }]) => ({ name, shape, count: count(shape) }));
    const total = parameters.reduce((sum, parameter) => sum + parameter.count, 0);
    await writeReport(
      values.json,
      {
        metadata,
        module: model.toJSON(),
        parameters,
        count: total,
        ...(certified && { layers: certified.layers, lipschitzBound: certified.bound }),
      },
      terminal,
    );

    terminal.out(`${values.model}: trained on ${metadata.data}, ${describe(metadata)}\n`);
    for (const line of layerLines(model)) terminal.out(line);
    terminal.out(`${"".padEnd(28)}${total.toLocaleString("en").padStart(10)}  parameters in all\n`);
    if (certified === undefined) return; // nothing is proved of a Bayesian network
    terminal.out("proved Lipschitz bounds, from the input to the head's input");
    for (const layer of certified.layers) terminal.out(`  ${layer.op.padEnd(12)}${roundUp(layer.bound, 9)}`);
    terminal.out(`  ${"together".padEnd(12)}${roundUp(certified.bound, 9)}`);
  } finally {
    model.dispose();
  }
}

function describe(metadata: RunMetadata): string {
  const { inputShape, classes, classNames, featureNames } = metadata;
  const features = featureNames === undefined ? `samples of shape [${inputShape.join(", ")}]` : `features ${featureNames.join(", ")}`;
  const names = classNames === undefined ? `${classes} classes` : `classes ${classNames.join(", ")}`;
  return `${features}, ${names}${unitsOf(metadata) === "standardised" ? ", standardised: radii are in standard deviations" : ""}`;
}

/** Every layer with its parameters: path, kind, how many numbers, their shapes. */
function layerLines(model: Module): string[] {
  return model.namedModules().flatMap(([path, module]) => {
    if (path === "") return [];
    const own = module.namedParameters().filter(([name]) => !name.includes(".") || name.startsWith("params."));
    const numbers = own.reduce((sum, [, { shape }]) => sum + count(shape), 0);
    const shapes = own.map(([name, { shape }]) => `${name} [${shape.join(", ")}]`).join("  ");
    return [`${path.padEnd(11)} ${module.constructor.name.padEnd(16)}${numbers.toLocaleString("en").padStart(10)}  ${shapes}`.trimEnd()];
  });
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
