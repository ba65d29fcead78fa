import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";

/** An attribute of a library operation, in the binding's words. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What the binding says of a tensor that an operation made. */
interface Made {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** The part of the native engine's object that runs operations of the TensorFlow library by name; it is not in its public types. */
export interface NativeLibrary {
  readonly binding: {
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_INT: number;
    readonly TF_ATTR_STRING: number;
    readonly TF_ATTR_SHAPE: number;
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
    createTensor(shape: readonly number[], dtype: number, values: Float32Array | Int32Array): number;
    deleteTensor(id: number): void;
    executeOp(name: string, attributes: readonly Attribute[], inputs: readonly number[], outputs: number): Made[];
  };
  /** The library's numbers for tensors; hands over what it has not yet. */
  getInputTensorIds(tensors: readonly TensorInfo[]): number[];
  createOutputTensor(made: Made): Tensor;
}

/** The attribute `name` says that the operation works on float32. */
export function floats(library: NativeLibrary, name: string): Attribute {
  return typed(library, name, library.binding.TF_FLOAT);
}

/** The attribute `name` is a type of number. */
export function typed({ binding }: NativeLibrary, name: string, type: number): Attribute {
  return { name, type: binding.TF_ATTR_TYPE, value: type };
}

export function flag({ binding }: NativeLibrary, name: string, value: boolean): Attribute {
  return { name, type: binding.TF_ATTR_BOOL, value };
}

export function text({ binding }: NativeLibrary, name: string, value: string): Attribute {
  return { name, type: binding.TF_ATTR_STRING, value };
}

export function integers({ binding }: NativeLibrary, name: string, value: readonly number[]): Attribute {
  return { name, type: binding.TF_ATTR_INT, value };
}

/** The attribute that promises a vector of any length. */
export function anyVector({ binding }: NativeLibrary, name: string): Attribute {
  return { name, type: binding.TF_ATTR_SHAPE, value: [-1] };
}
