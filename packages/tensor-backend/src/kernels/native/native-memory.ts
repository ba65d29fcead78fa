import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";
import type { ArrayMemory, Numbers } from "../kernel.ts";
import type { NativeLibrary } from "./library.ts";

/** The part of the native engine's object that our kernels use; it is not in its public types. */
export interface NativeBackend extends NativeLibrary {
  /** The numbers: a copy of TensorFlow's, or the array itself as long as no operation has read it. */
  readSync(dataId: object): Numbers;
  /** Keeps the array and hands it to TensorFlow at the first operation that reads it. */
  write(values: Numbers, shape: readonly number[], dtype: DataType): object;
  disposeData(dataId: object): boolean;
}

/** Tensors of the native engine: JavaScript reads copies, and what it makes goes to TensorFlow when it is first used there. */
export class NativeMemory implements ArrayMemory {
  readonly #backend: NativeBackend;

  constructor(backend: NativeBackend) {
    this.#backend = backend;
  }

  /** What runs the library's operations by name. */
  get library(): NativeLibrary {
    return this.#backend;
  }

  make(shape: readonly number[], dtype: DataType = "float32"): TensorInfo {
    const size = shape.reduce((product, side) => product * side, 1);
    const values = dtype === "int32" ? new Int32Array(size) : dtype === "bool" ? new Uint8Array(size) : new Float32Array(size);
    return this.#own(values, shape, dtype);
  }

  views<const T extends readonly TensorInfo[]>(...tensors: T): { readonly [K in keyof T]: Numbers } {
    return tensors.map((tensor) => this.#backend.readSync(tensor.dataId)) as { readonly [K in keyof T]: Numbers };
  }

  free(tensor: TensorInfo): void {
    this.#backend.disposeData(tensor.dataId);
  }

  window(tensor: TensorInfo, first: number, shape: readonly number[]): TensorInfo {
    const size = shape.reduce((product, side) => product * side, 1);
    return this.#own(this.#backend.readSync(tensor.dataId).subarray(first, first + size), shape, "float32");
  }

  release(window: TensorInfo): void {
    this.free(window);
  }

  #own(values: Numbers, shape: readonly number[], dtype: DataType): TensorInfo {
    return { dataId: this.#backend.write(values, shape, dtype), shape: [...shape], dtype };
  }
}
