import { BayesianModule } from "@surenet/bayes-nn";
import { exportTreeOnnx, NeuralTree } from "@surenet/cortex-tree";
import { lipschitzConverters } from "@surenet/lipschitz";
import { exportOnnx } from "@surenet/nn";
import { unsupported } from "@surenet/tensor-backend";
import type { Options, Values } from "../arguments/option.ts";
import { missingOption } from "../arguments/wrong-option.ts";
import { type Command, command } from "../command.ts";
import { checkOutputFile } from "../run/check-places.ts";
import { openModel, refuseSpiking } from "../run/open-run.ts";
import { readMetadata, unitsOf } from "../run/run-metadata.ts";
import { startEngine } from "../run/start-engine.ts";
import { writeFiles } from "../run/write-files.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { laterOptions } from "./later-options.ts";

const exportOptions = {
  model: { ...laterOptions.model, help: "a run folder written by train, or a tree saved with saveModel" },
  onnx: { kind: "text", value: "<file.onnx>", help: "the file to write" },
  quiet: laterOptions.quiet,
} as const satisfies Options;

export const exportCommand: Command = command({
  name: "export",
  about: "writes a run or a saved tree as an ONNX file, for onnxruntime and whatever reads it",
  options: exportOptions,
  positional: "model",
  examples: ["run/twoMoons-0 --onnx moons.onnx", "--model run/leaves-0 --onnx leaves.onnx"],
  run: runExport,
});

async function runExport({ model: folder, onnx: file }: Values<typeof exportOptions>, terminal: Terminal): Promise<void> {
  if (file === undefined) throw missingOption("export", "onnx", "the file to write, such as model.onnx");
  await startEngine("wasm", terminal);
  const opened = await openModel("export", folder);
  const { model, metadata, where } = opened;
  try {
    refuseSpiking(opened, "a spiking run keeps its state from step to step, and has no ONNX form");
    await checkOutputFile(file);
    if (model instanceof NeuralTree) {
      await writeFiles({ [file]: await exportTreeOnnx(model, { converters: lipschitzConverters }) });
      return terminal.out(`wrote ${file}: inputs ${Object.keys(model.roots).join(", ")}; outputs ${model.leafKeys.join(", ")}`);
    }
    if (model instanceof BayesianModule)
      throw unsupported({ where, problem: "a Bayesian run is many networks, and an ONNX file holds one", fix: "Use predict." });
    const read = readMetadata(metadata, where);
    const { inputShape, classes } = read;
    await writeFiles({ [file]: await exportOnnx(model, { inputShape, converters: lipschitzConverters }) });
    terminal.out(`wrote ${file}: input [batch, ${inputShape.join(", ")}], output [batch, ${classes}]`);
    if (unitsOf(read) === "standardised") terminal.note("its input are standardised features: the statistics are in the run's model.json");
  } finally {
    model.dispose();
  }
}
