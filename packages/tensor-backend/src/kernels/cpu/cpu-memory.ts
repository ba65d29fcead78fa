import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";
import type { ArrayMemory, Numbers } from "../kernel.ts";

/** The part of the cpu engine's object that our kernels use; it is not in its public types. */
export interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: Numbers } };
  makeTensorInfo(shape: number[], dtype: DataType, values: Numbers): TensorInfo;
  disposeData(dataId: object): boolean;
}

/** Tensors of the cpu engine: typed arrays of JavaScript. */
export class CpuMemory implements ArrayMemory {
  readonly #backend: CpuBackend;

  constructor(backend: CpuBackend) {
    this.#backend = backend;
  }

  make(shape: readonly number[], dtype: DataType = "float32"): TensorInfo {
    const size = shape.reduce((product, side) => product * side, 1);
    const values = dtype === "int32" ? new Int32Array(size) : dtype === "bool" ? new Uint8Array(size) : new Float32Array(size);
    return this.#backend.makeTensorInfo([...shape], dtype, values);
  }

  views<const T extends readonly TensorInfo[]>(...tensors: T): { readonly [K in keyof T]: Numbers } {
    return tensors.map((tensor) => this.#backend.data.get(tensor.dataId).values) as { readonly [K in keyof T]: Numbers };
  }

  free(tensor: TensorInfo): void {
    this.#backend.disposeData(tensor.dataId);
  }

  window(tensor: TensorInfo, first: number, shape: readonly number[]): TensorInfo {
    const { values } = this.#backend.data.get(tensor.dataId);
    const size = shape.reduce((product, side) => product * side, 1);
    return this.#backend.makeTensorInfo([...shape], "float32", values.subarray(first, first + size));
  }

  release(window: TensorInfo): void {
    this.free(window);
  }
}
