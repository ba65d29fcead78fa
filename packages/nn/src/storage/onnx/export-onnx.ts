import { tidy, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, unsupported } from "@surenet/tensor-backend";
import type { Module } from "../../module/module.ts";
import type { OnnxConverter } from "./converter.ts";
import { nnConverters } from "./nn-converters.ts";
import { OnnxGraph } from "./onnx-graph.ts";

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
  const known = [...converters, ...nnConverters];
  const graph = new OnnxGraph();
  const { training } = model;
  model.eval();
  try {
    const shapes = new Map<string, readonly number[]>([["input", [1, ...inputShape]]]);
    const convert = async (module: Module, path: string, input: string): Promise<string> => {
      const converter = known.find(({ type }) => module.constructor === type) ?? known.find(({ type }) => module instanceof type);
      if (converter === undefined) {
        throw unsupported({
          where: "exportOnnx",
          problem: `${module.constructor.name} has no converter`,
          fix: "Pass one in `converters`, or export a plain model (vanillaExport of @surenet/lipschitz).",
        });
      }
      const shape = shapes.get(input) ?? [];
      const inner = (part: Module, name: string, value: string): Promise<string> =>
        convert(part, path === "" ? name : `${path}.${name}`, value);
      const output = await converter.write(module, { graph, path, input, shape, convert: inner });
      shapes.set(
        output,
        tidy(() => module.forward(zeros([...shape])).shape),
      );
      return output;
    };
    const output = await convert(model, "", "input");
    return graph.finish({ name: "input", shape: [1, ...inputShape] }, { name: output, shape: shapes.get(output) ?? [] });
  } finally {
    model.train(training);
  }
}
