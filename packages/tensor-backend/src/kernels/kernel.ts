import type { DataType, KernelFunc, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

/** The numbers of a tensor: `float32`, `int32` or `bool`. */
export type Numbers = Float32Array | Int32Array | Uint8Array;

/** The tensors of an engine whose numbers JavaScript can reach directly. */
export interface ArrayMemory {
  /** A new tensor whose numbers are not yet set. */
  make(shape: readonly number[], dtype?: DataType): TensorInfo;
  /**
   * The numbers of several tensors, in place.
   *
   * A kernel asks for all its views in one call, after the last `make`: the WebAssembly heap may grow when a tensor is made, which detaches
   * older views.
   */
  views<const T extends readonly TensorInfo[]>(...tensors: T): { readonly [K in keyof T]: Numbers };
  /** Gives back a tensor that this kernel made or was given by another kernel. */
  free(tensor: TensorInfo): void;
  /** A `float32` tensor on the memory of another, from that one's element `first` on; it ends with `release`, never with `free`. */
  window(tensor: TensorInfo, first: number, shape: readonly number[]): TensorInfo;
  release(window: TensorInfo): void;
}

/** What a kernel is given. */
export interface KernelCall<Inputs extends string = string, Attrs = NamedAttrMap> {
  readonly inputs: Readonly<Record<Inputs, TensorInfo>>;
  readonly attrs: Attrs;
  readonly memory: ArrayMemory;
  /** Runs another kernel of the same engine. */
  readonly call: (kernelName: string, inputs: Readonly<Record<string, TensorInfo>>, attrs?: object) => TensorInfo;
  /** Runs the engine's own kernel of this name, which this one replaced. */
  readonly stock: (inputs: Readonly<Record<string, TensorInfo>>, attrs?: object) => TensorInfo;
}

/** The engines that we give kernels to, by TensorFlow.js's names for them; `tensorflow` is the native one. */
export type KernelEngine = "wasm" | "cpu" | "tensorflow" | "webgpu";

/** A computation to be registered under a kernel's name on the engines that lack it, get it wrong or do it slowly. */
export interface Kernel {
  readonly name: string;
  readonly engines: readonly KernelEngine[];
  /** One tensor, or several. */
  readonly run: (call: KernelCall) => TensorInfo | TensorInfo[];
}

/** A {@link Kernel} whose body is checked against the inputs and attributes that it reads. */
export function kernel<Inputs extends string, Attrs>(
  name: string,
  engines: Kernel["engines"],
  run: (call: KernelCall<Inputs, Attrs>) => TensorInfo | TensorInfo[],
): Kernel {
  return { name, engines, run: run as unknown as Kernel["run"] };
}

/** A kernel as it stands in the registry of TensorFlow.js, with the one it replaced. */
export interface RegisteredKernel {
  readonly kernelName: string;
  readonly backendName: string;
  readonly kernelFunc: KernelFunc;
  readonly stock?: KernelFunc | undefined;
}

/** The same numbers under another shape; no new tensor. */
export function shaped({ dataId, dtype }: TensorInfo, shape: readonly number[]): TensorInfo {
  return { dataId, dtype, shape: [...shape] };
}
