import type { DataType, TensorInfo } from "@tensorflow/tfjs-core";
import type { ArrayMemory, Numbers } from "../kernel.ts";
import { type Simd, simdOf } from "../simd/load.ts";

/** The part of the wasm engine's object that our kernels use; it is not in its public types. */
export interface WasmBackend {
  readonly wasm: {
    readonly HEAPU8: Uint8Array;
    readonly asm?: { readonly memory?: unknown };
    readonly tfjs: { disposeData(id: number): void };
  };
  readonly dataIdMap: { get(dataId: object): { readonly id: number; readonly memoryOffset: number }; delete(dataId: object): boolean };
  makeOutput(shape: number[], dtype: DataType, memoryOffset?: number): TensorInfo;
  disposeData(dataId: object): boolean;
  incRef(dataId: object): void;
}

/** Tensors on the heap of the wasm engine. */
export class WasmMemory implements ArrayMemory {
  readonly #backend: WasmBackend;

  constructor(backend: WasmBackend) {
    this.#backend = backend;
  }

  /** Our kernel module on this heap, where one runs. */
  get simd(): Simd | undefined {
    return simdOf(this.#backend);
  }

  /** The memory itself, which a module can share; undefined in the build with threads, whose memory is shared among them. */
  get heap(): WebAssembly.Memory | undefined {
    const memory = this.#backend.wasm.asm?.memory;
    return this.simd !== undefined && memory instanceof WebAssembly.Memory ? memory : undefined;
  }

  make(shape: readonly number[], dtype: DataType = "float32"): TensorInfo {
    return this.#backend.makeOutput([...shape], dtype);
  }

  views<const T extends readonly TensorInfo[]>(...tensors: T): { readonly [K in keyof T]: Numbers } {
    const offsets = tensors.map((tensor) => this.pointer(tensor)); // may move a tensor from another engine, hence grow the heap
    const { buffer } = this.#backend.wasm.HEAPU8;
    return tensors.map((tensor, i) => view(buffer, offsets[i] ?? 0, tensor)) as { readonly [K in keyof T]: Numbers };
  }

  free(tensor: TensorInfo): void {
    this.#backend.disposeData(tensor.dataId);
  }

  /** Another tensor on the same numbers. */
  share({ dataId, shape, dtype }: TensorInfo): TensorInfo {
    this.#backend.incRef(dataId);
    return { dataId, shape: [...shape], dtype };
  }

  window(tensor: TensorInfo, first: number, shape: readonly number[]): TensorInfo {
    return this.#backend.makeOutput([...shape], "float32", this.pointer(tensor) + first * Float32Array.BYTES_PER_ELEMENT);
  }

  release(window: TensorInfo): void {
    this.#backend.wasm.tfjs.disposeData(this.#backend.dataIdMap.get(window.dataId).id);
    this.#backend.dataIdMap.delete(window.dataId);
  }

  /** Where a tensor's numbers begin on the heap; asked for after the last `make`, which may move one from another engine. */
  pointer(tensor: TensorInfo): number {
    return this.#backend.dataIdMap.get(tensor.dataId).memoryOffset;
  }
}

function view(buffer: ArrayBufferLike, offset: number, { shape, dtype }: TensorInfo): Numbers {
  const size = shape.reduce((product, side) => product * side, 1);
  if (dtype === "int32") return new Int32Array(buffer, offset, size);
  return dtype === "bool" ? new Uint8Array(buffer, offset, size) : new Float32Array(buffer, offset, size);
}
