import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import { constantOf } from "./constants.ts";
import { type Attribute, flag, floats, type NativeLibrary, typed } from "./library.ts";

/**
 * A sequence of library operations on float32, whose intermediate results are freed by `end`, or before by `free`: the library then puts the next
 * result where the last one was, which is still in the processor's cache.
 */
export class LibrarySteps {
  readonly #library: NativeLibrary;
  readonly #spent: number[] = [];
  readonly #type: Attribute;
  readonly #shape: Attribute;

  constructor(library: NativeLibrary) {
    this.#library = library;
    this.#type = floats(library, "T");
    this.#shape = typed(library, "Tshape", library.binding.TF_INT32);
  }

  /** The library's number for a tensor of the engine, which stays the engine's. */
  input(tensor: TensorInfo): number {
    const [id] = this.#library.getInputTensorIds([tensor]);
    if (id === undefined) throw new Error("the library has no such tensor");
    return id;
  }

  /** Whole numbers that differ from call to call. */
  integers(values: ArrayLike<number>): number {
    return this.#spend(this.#newIntegers(values));
  }

  /** Whole numbers of which a program has few kinds: a shape, or axes. */
  shape(values: readonly number[]): number {
    const make = (): number => this.#newIntegers(values);
    return constantOf(this.#library, `i${values.join()}`, make) ?? this.#spend(make());
  }

  /** A number that differs from call to call. */
  number(value: number): number {
    return this.#spend(this.#newNumber(value));
  }

  /** A number of which a program has few kinds: a factor, or a bound. */
  factor(value: number): number {
    const make = (): number => this.#newNumber(value);
    return constantOf(this.#library, `f${value}`, make) ?? this.#spend(make());
  }

  /** An operation on numbers of one type, with more attributes where it has them. */
  run(name: string, inputs: readonly number[], attributes: readonly Attribute[] = [this.#type]): number {
    const [made] = this.#library.binding.executeOp(name, attributes, inputs, 1);
    if (made === undefined) throw new Error(`the library made nothing by ${name}`);
    return this.#spend(made.id);
  }

  /** A sum, mean or maximum along axes counted from the front. */
  reduce(name: string, id: number, axes: readonly number[], { keepDims = false }: { readonly keepDims?: boolean } = {}): number {
    const index = typed(this.#library, "Tidx", this.#library.binding.TF_INT32);
    return this.run(name, [id, this.shape(axes)], [this.#type, index, flag(this.#library, "keep_dims", keepDims)]);
  }

  matMul(a: number, b: number): number {
    return this.run("MatMul", [a, b], [this.#type, flag(this.#library, "transpose_a", false), flag(this.#library, "transpose_b", false)]);
  }

  /** The same numbers, in the same place, under another shape. */
  reshape(id: number, shape: readonly number[]): number {
    return this.run("Reshape", [id, this.shape(shape)], [this.#type, this.#shape]);
  }

  /** A result as a tensor of the engine. */
  keep(id: number, shape: readonly number[]): Tensor {
    this.#spent.splice(this.#spent.indexOf(id), 1);
    return this.#library.createOutputTensor({ id, shape, dtype: this.#library.binding.TF_FLOAT });
  }

  /** Ends results that nothing later in the sequence reads. */
  free(...ids: readonly number[]): void {
    for (const id of ids) {
      this.#spent.splice(this.#spent.indexOf(id), 1);
      this.#library.binding.deleteTensor(id);
    }
  }

  end(): void {
    for (const id of this.#spent) this.#library.binding.deleteTensor(id);
    this.#spent.length = 0;
  }

  #newIntegers(values: ArrayLike<number>): number {
    const { binding } = this.#library;
    return binding.createTensor([values.length], binding.TF_INT32, Int32Array.from(values));
  }

  #newNumber(value: number): number {
    const { binding } = this.#library;
    return binding.createTensor([], binding.TF_FLOAT, Float32Array.of(value));
  }

  #spend(id: number): number {
    this.#spent.push(id);
    return id;
  }
}
