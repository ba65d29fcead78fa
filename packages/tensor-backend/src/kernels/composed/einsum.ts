import { BatchMatMul, Einsum, type EinsumAttrs, Identity, Sum, type TensorInfo, Transpose } from "@tensorflow/tfjs-core";
import { shapeMismatch, unsupported } from "../../errors/throw.ts";
import { type Kernel, type KernelCall, kernel, shaped } from "../kernel.ts";

/** A tensor with one letter per axis. */
interface Labelled<T extends TensorInfo> {
  readonly labels: string;
  readonly tensor: T;
}

/** How an Einstein sum runs other kernels, on an engine's plain tensors or on those of the public interface. */
interface Means<T extends TensorInfo> {
  readonly run: (kernelName: string, inputs: Record<string, T>, attrs: Record<string, number[] | boolean>) => T;
  readonly reshape: (tensor: T, shape: number[]) => T;
}

/**
 * Einstein sums of one or two operands, as one matrix product.
 *
 * A label is a batch axis (in both operands and the result), contracted (in both, not in the result) or free (in one and the result); what stands
 * in one operand alone is summed first. The wasm engine has no such kernel; the cpu engine's gives wrong numbers for some equations.
 *
 * @throws SurenetError `E_UNSUPPORTED` for a label twice in one term or more than two operands, `E_SHAPE` for a label of two sizes
 */
export const einsum: Kernel = kernel(
  Einsum,
  ["wasm", "cpu"],
  ({ inputs, attrs: { equation }, call, memory }: KernelCall<string, EinsumAttrs>) => {
    const made: TensorInfo[] = [];
    const run: KernelCall["call"] = (...args) => {
      const tensor = call(...args);
      made.push(tensor);
      return tensor;
    };
    const out = einsumOf(equation, Object.values(inputs), { run, reshape: shaped });
    const owned = made.some((tensor) => tensor.dataId === out.dataId) ? out : call(Identity, { x: out });
    for (const tensor of made) if (tensor.dataId !== out.dataId) memory.free(tensor);
    return owned;
  },
);

/** {@link einsum} with the given means; what it makes on the way is the caller's to dispose of. The result may be an operand itself. */
export function einsumOf<T extends TensorInfo>(equation: string, tensors: readonly T[], means: Means<T>): T {
  const { operands, result } = parse(equation, tensors);
  const [a, b] = operands.map((operand) =>
    sumOut(operand, [result, ...operands.filter((o) => o !== operand).map((o) => o.labels)].join(""), means),
  );
  if (a === undefined) throw unsupported({ where: "einsum", problem: "there is no operand", got: equation });
  return arrange(b === undefined ? a : multiply(a, b, result, means), result, means);
}

/** The terms of an equation with their tensors, and the result's axes. @throws SurenetError `E_UNSUPPORTED`, `E_SHAPE` */
export function parse<T extends TensorInfo>(equation: string, tensors: readonly T[]): { operands: Labelled<T>[]; result: string } {
  const [left = "", result] = equation.replaceAll(" ", "").split("->");
  const terms = left.split(",");
  const repeats = [...terms, result ?? ""].some((term) => new Set(term).size !== term.length);
  if (result === undefined || repeats || tensors.length > 2 || !/^[a-zA-Z,]*$/.test(left + result)) {
    throw unsupported({
      where: "einsum",
      problem: "this equation is not one that can be computed",
      expected: "one or two terms of distinct letters, an arrow and the result",
      got: equation,
    });
  }
  const sizes = new Map<string, number>();
  const operands = terms.map((labels, i) => {
    const tensor = tensors[i];
    const fits =
      tensor?.shape.length === labels.length && tensor.shape.every((side, axis) => (sizes.get(labels[axis] ?? "") ?? side) === side);
    if (tensor === undefined || !fits) throw shapeMismatch({ where: `einsum ${equation}`, expected: `axes ${labels}`, got: tensor?.shape });
    tensor.shape.forEach((side, axis) => sizes.set(labels[axis] ?? "", side));
    return { labels, tensor };
  });
  return { operands, result };
}

/** Sums the axes that no other term knows. */
function sumOut<T extends TensorInfo>({ labels, tensor }: Labelled<T>, elsewhere: string, { run }: Means<T>): Labelled<T> {
  const alone = [...labels].filter((label) => !elsewhere.includes(label));
  if (alone.length === 0) return { labels, tensor };
  const axis = alone.map((label) => labels.indexOf(label));
  return {
    labels: [...labels].filter((label) => elsewhere.includes(label)).join(""),
    tensor: run(Sum, { x: tensor }, { axis, keepDims: false }),
  };
}

/** `[batch…, free…, contracted…]·[batch…, contracted…, free…]` */
function multiply<T extends TensorInfo>(a: Labelled<T>, b: Labelled<T>, result: string, means: Means<T>): Labelled<T> {
  const { run, reshape } = means;
  const shared = [...a.labels].filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => result.includes(label)).join("");
  const contracted = shared.filter((label) => !result.includes(label)).join("");
  const [freeA, freeB] = [a, b].map(({ labels }) => [...labels].filter((label) => !shared.includes(label)).join("")) as [string, string];
  const [left, right] = [arrange(a, batch + freeA + contracted, means), arrange(b, batch + contracted + freeB, means)];
  const size = (of: string): number => [...of].reduce((product, label) => product * side(label, a, b), 1);
  const product = run(
    BatchMatMul,
    { a: reshape(left, [size(batch), size(freeA), size(contracted)]), b: reshape(right, [size(batch), size(contracted), size(freeB)]) },
    { transposeA: false, transposeB: false },
  );
  const labels = batch + freeA + freeB;
  return { labels, tensor: reshape(product, [...labels].map((label) => side(label, a, b))) }; // prettier-ignore
}

function side(label: string, ...operands: readonly Labelled<TensorInfo>[]): number {
  const owner = operands.find(({ labels }) => labels.includes(label));
  return owner?.tensor.shape[owner.labels.indexOf(label)] ?? 1;
}

/** The same tensor with its axes in another order. */
function arrange<T extends TensorInfo>({ labels, tensor }: Labelled<T>, order: string, { run }: Means<T>): T {
  if (labels === order) return tensor;
  return run(Transpose, { x: tensor }, { perm: [...order].map((label) => labels.indexOf(label)) });
}
