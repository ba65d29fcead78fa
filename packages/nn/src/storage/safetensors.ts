import { malformedFile, shapeMismatch } from "@surenet/tensor-backend";
import { elementTypes } from "./element-types.ts";
import { parseHeader, type TensorEntry } from "./safetensors-header.ts";
import { sizeOf, type TensorData, type TensorDataDict } from "./tensor-data.ts";

export interface Safetensors {
  readonly tensors: Record<string, TensorData>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Writes the safetensors format: eight bytes of header length (little endian), a JSON header, the raw numbers.
 *
 * The header is padded with spaces so that the numbers start at a multiple of 8.
 *
 * @see https://github.com/huggingface/safetensors, "Format"
 * @example encodeSafetensors({ w: { shape: [2], data: new Float32Array([1, 2]) } }, { note: "two numbers" })
 */
export function encodeSafetensors(dict: TensorDataDict, metadata: Readonly<Record<string, string>> = {}): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = Object.entries(dict).map(([name, { shape, data }]): [string, TensorEntry] => {
    if (data.length !== sizeOf(shape)) {
      throw shapeMismatch({ where: `encodeSafetensors, ${name}`, expected: `${sizeOf(shape)} numbers`, got: data.length });
    }
    const start = end;
    end += data.byteLength;
    return [name, { dtype: data instanceof Float32Array ? "F32" : "I32", shape, data_offsets: [start, end] }];
  });
  const head = new TextEncoder().encode(JSON.stringify(Object.fromEntries([["__metadata__", metadata], ...entries])));
  const start = 8 + Math.ceil(head.length / 8) * 8;

  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start - 8), true);
  bytes.set(head, 8);
  Object.values(dict).forEach(({ data }, i) => {
    const offset = start + (entries[i]?.[1].data_offsets[0] ?? 0);
    if (data instanceof Float32Array) data.forEach((value, k) => view.setFloat32(offset + 4 * k, value, true));
    else data.forEach((value, k) => view.setInt32(offset + 4 * k, value, true));
  });
  return bytes;
}

/**
 * Reads the safetensors format; floats become float32, integers and booleans int32.
 *
 * @param name of the file, for errors
 * @throws SurenetError `E_FILE` that says where, for anything but a complete and consistent file
 */
export function decodeSafetensors(bytes: Uint8Array, name: string): Safetensors {
  const { entries, metadata, start } = parseHeader(bytes, name);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  const tensors = entries.map(([key, entry]): [string, TensorData] => [key, readTensor(view, entry, `${name}, tensor ${key}`)]);
  return { tensors: Object.fromEntries(tensors), metadata };
}

function readTensor(view: DataView, { dtype, shape, data_offsets: [from] }: TensorEntry, where: string): TensorData {
  const type = elementTypes.get(dtype);
  if (type === undefined)
    throw malformedFile({ where, problem: `the element type ${dtype} is not supported`, expected: [...elementTypes.keys()].join(", ") });
  const data = type.float ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = type.read(view, from + i * type.bytes, where);
  return { shape, data };
}
