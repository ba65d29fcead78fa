import { checkOptions } from "@surenet/tensor-backend";
import type { Module } from "../../module/module.ts";
import type { OnnxConverter } from "./converter.ts";
import { OnnxWriter } from "./onnx-writer.ts";

export interface ExportOnnxOptions {
  /** Shape of one sample, such as `[28, 28, 1]`. */
  readonly inputShape: readonly number[];
  /** For classes of other packages; they come before those of this one. */
  readonly converters?: readonly OnnxConverter[];
}

/**
 * A model in evaluation as an ONNX file (opset 17), with inputs and outputs as they are here: images channels last, the batch axis free.
 *
 * The graph's input is called `input`, its output `output`; weights have the names of the state dict.
 *
 * @returns the bytes of the file
 * @throws SurenetError `E_UNSUPPORTED` for a class without a converter, `E_OPTION`
 * @example await writeFile("model.onnx", await exportOnnx(model, { inputShape: [784] }));
 * @see https://onnx.ai/onnx/repo-docs/IR.html
 */
export async function exportOnnx(model: Module, options: ExportOnnxOptions): Promise<Uint8Array<ArrayBuffer>> {
  checkOptions("exportOnnx", options, ["inputShape", "converters"]);
  const { inputShape, converters = [] } = options;
  const writer = new OnnxWriter({ input: inputShape }, converters);
  const { training } = model;
  model.eval();
  try {
    return writer.finish({ output: await writer.convert(model, "", "input") });
  } finally {
    model.train(training);
  }
}
