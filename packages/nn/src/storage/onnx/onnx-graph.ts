import { ProtoWriter } from "./protobuf.ts";

/** An integer, a list of them, a float, or a word. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

interface GraphValue {
  readonly name: string;
  readonly shape: readonly number[];
  /** float32 when omitted */
  readonly type?: "int64";
}

const FLOAT = 1;
const INT64 = 7;
const ATTRIBUTE = { float: 1, int: 2, string: 3, ints: 7 };
const IR_VERSION = 8; // the first whose tools all know OPSET
const OPSET = 17; // the first with LayerNormalization

/** A graph of ONNX operations that grows by {@link add}; values are known by their names. */
export class OnnxGraph {
  readonly #nodes: ProtoWriter[] = [];
  readonly #constants: ProtoWriter[] = [];
  #names = 0;

  /** Appends an operation. @returns the name of its first output */
  add(op: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}, outputs: number = 1): string {
    const names = Array.from({ length: outputs }, () => `${op.toLowerCase()}_${this.#names++}`);
    const node = new ProtoWriter();
    for (const input of inputs) node.string(1, input);
    for (const name of names) node.string(2, name);
    node.string(3, `node_${names[0]}`).string(4, op);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#nodes.push(node);
    return names[0] ?? "";
  }

  /** A weight. @returns its name */
  constant(name: string, data: Float32Array, shape: readonly number[]): string {
    return this.#tensor(name, { type: FLOAT, shape, raw: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
  }

  /** Integers, such as a shape. @returns their name */
  integers(values: readonly number[]): string {
    const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.#tensor(`integers_${this.#names++}`, { type: INT64, shape: [values.length], raw });
  }

  /** The file of the whole model; the batch axis, the first of every input and output, is free. */
  finish(inputs: readonly GraphValue[], outputs: readonly (GraphValue & { readonly value: string })[]): Uint8Array<ArrayBuffer> {
    for (const { name, value } of outputs)
      this.#nodes.push(new ProtoWriter().string(1, value).string(2, name).string(3, `node_${name}`).string(4, "Identity"));
    const graph = new ProtoWriter();
    for (const node of this.#nodes) graph.message(1, node);
    graph.string(2, "model");
    for (const constant of this.#constants) graph.message(5, constant);
    for (const input of inputs) graph.message(11, valueInfo(input));
    for (const output of outputs) graph.message(12, valueInfo(output));
    const opset = new ProtoWriter().string(1, "").integer(2, OPSET);
    return new ProtoWriter().integer(1, IR_VERSION).string(2, "surenet").message(7, graph).message(8, opset).finish();
  }

  #tensor(name: string, { type, shape, raw }: { type: number; shape: readonly number[]; raw: Uint8Array }): string {
    const tensor = new ProtoWriter();
    for (const side of shape) tensor.integer(1, side);
    this.#constants.push(tensor.integer(2, type).string(8, name).bytes(9, raw));
    return name;
  }
}

function attribute(name: string, value: OnnxAttribute): ProtoWriter {
  const writer = new ProtoWriter().string(1, name);
  if (typeof value === "string") return writer.string(4, value).integer(20, ATTRIBUTE.string);
  if (typeof value === "number") return writer.integer(3, value).integer(20, ATTRIBUTE.int);
  if ("float" in value) return writer.float(2, value.float).integer(20, ATTRIBUTE.float);
  for (const item of value) writer.integer(8, item);
  return writer.integer(20, ATTRIBUTE.ints);
}

function valueInfo({ name, shape: [, ...sample], type: element }: GraphValue): ProtoWriter {
  const shape = new ProtoWriter().message(1, new ProtoWriter().string(2, "batch"));
  for (const side of sample) shape.message(1, new ProtoWriter().integer(1, side));
  const type = new ProtoWriter().message(1, new ProtoWriter().integer(1, element === "int64" ? INT64 : FLOAT).message(2, shape));
  return new ProtoWriter().string(1, name).message(2, type);
}
