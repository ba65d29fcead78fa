import { type Tensor, tensor } from "@tensorflow/tfjs-core";

/** A tensor's numbers on the host. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

export type TensorDataDict = Readonly<Record<string, TensorData>>;

/** Copies tensors to the host; the tensors are borrowed. */
export async function readTensors(dict: Readonly<Record<string, Tensor>>): Promise<Record<string, TensorData>> {
  const entries = Object.entries(dict).map(async ([name, value]): Promise<[string, TensorData]> => {
    const data = await value.data();
    const copy = data instanceof Float32Array ? Float32Array.from(data) : Int32Array.from(data);
    return [name, { shape: [...value.shape], data: copy }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Copies host data to tensors, owned by the caller (or the surrounding tidy). */
export function makeTensors(dict: TensorDataDict): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(dict).map(([name, value]) => [name, makeTensor(value)]));
}

function makeTensor({ shape, data }: TensorData): Tensor {
  return tensor(data, [...shape], data instanceof Float32Array ? "float32" : "int32");
}

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
