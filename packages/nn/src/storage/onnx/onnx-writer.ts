import { tidy, zeros } from "@tensorflow/tfjs-core";
import { unsupported } from "@surenet/tensor-backend";
import type { Module } from "../../module/module.ts";
import type { OnnxConverter } from "./converter.ts";
import { nnConverters } from "./nn-converters.ts";
import { OnnxGraph } from "./onnx-graph.ts";

/** Shapes by name, each of one sample. */
type Shapes = Readonly<Record<string, readonly number[]>>;

/**
 * Writes an ONNX file module by module, for networks of several inputs or outputs; what has one of each is written by {@link exportOnnx}.
 *
 * Modules have to be in evaluation mode: the shapes between them are found by running them on zeros.
 *
 * @example
 * const writer = new OnnxWriter({ left: [4], right: [3] });
 * const sum = writer.graph.add("Add", [await writer.convert(f, "f", "left"), await writer.convert(g, "g", "right")]);
 * writer.setShape(sum, [1, 2]);
 * writer.finish({ sum });
 */
export class OnnxWriter {
  readonly graph: OnnxGraph = new OnnxGraph();
  readonly #inputs: Shapes;
  readonly #integers: ReadonlySet<string>;
  readonly #converters: readonly OnnxConverter[];
  readonly #shapes = new Map<string, readonly number[]>();

  /**
   * @param converters for classes of other packages; they come before those of this one
   * @param integers names of inputs that are int64, such as tokens; no module can be converted on them
   */
  constructor(inputs: Shapes, converters: readonly OnnxConverter[] = [], integers: readonly string[] = []) {
    this.#inputs = inputs;
    this.#integers = new Set(integers);
    this.#converters = [...converters, ...nnConverters];
    for (const [name, sample] of Object.entries(inputs)) this.#shapes.set(name, [1, ...sample]);
  }

  /** The shape of a value, with a batch of one. */
  shapeOf(value: string): readonly number[] {
    return this.#shapes.get(value) ?? [];
  }

  /** Says the shape of a value that no module computed. */
  setShape(value: string, shape: readonly number[]): void {
    this.#shapes.set(value, shape);
  }

  /**
   * Appends a module that reads a value. @returns the name of its output
   *
   * @param path where the module is in the model: weights are named by it
   * @throws SurenetError `E_UNSUPPORTED` for a class without a converter
   */
  async convert(module: Module, path: string, input: string): Promise<string> {
    const converter =
      this.#converters.find(({ type }) => module.constructor === type) ?? this.#converters.find(({ type }) => module instanceof type);
    if (converter === undefined) {
      throw unsupported({
        where: "exportOnnx",
        problem: `${module.constructor.name} has no converter`,
        fix: "Pass one in `converters`, or export a plain model (vanillaExport of @surenet/lipschitz).",
      });
    }
    const shape = this.shapeOf(input);
    const inner = (part: Module, name: string, value: string): Promise<string> =>
      this.convert(part, path === "" ? name : `${path}.${name}`, value);
    const output = await converter.write(module, { graph: this.graph, path, input, shape, convert: inner });
    this.#shapes.set(
      output,
      tidy(() => module.forward(zeros([...shape])).shape),
    );
    return output;
  }

  /** @param outputs by name, the values they have @returns the bytes of the file; batch axes are free */
  finish(outputs: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
    return this.graph.finish(
      Object.keys(this.#inputs).map((name) => ({
        name,
        shape: this.shapeOf(name),
        ...(this.#integers.has(name) ? { type: "int64" as const } : {}),
      })),
      Object.entries(outputs).map(([name, value]) => ({ name, value, shape: this.shapeOf(value) })),
    );
  }
}
