import { BatchMatMul, Einsum, type EinsumAttrs, Identity, Sum, type TensorInfo, Transpose } from "@tensorflow/tfjs-core";
import { shapeMismatch, unsupported } from "../../errors/throw.ts";
import { type Kernel, type KernelCall, kernel, shaped } from "../kernel.ts";

/** A tensor with one letter per axis. */
interface Labelled {
  readonly labels: string;
  readonly tensor: TensorInfo;
}

type Run = KernelCall["call"];

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
    const { operands, result } = parse(equation, Object.values(inputs));
    const made: TensorInfo[] = [];
    const run: Run = (...args) => {
      const tensor = call(...args);
      made.push(tensor);
      return tensor;
    };
    const [a, b] = operands.map((operand) =>
      sumOut(operand, [result, ...operands.filter((o) => o !== operand).map((o) => o.labels)].join(""), run),
    );
    if (a === undefined) throw unsupported({ where: "einsum", problem: "there is no operand", got: equation });
    const out = arrange(b === undefined ? a : multiply(a, b, result, run), result, run);
    const owned = made.some((tensor) => tensor.dataId === out.dataId) ? out : call(Identity, { x: out });
    for (const tensor of made) if (tensor.dataId !== out.dataId) memory.free(tensor);
    return owned;
  },
);

/** The terms of an equation with their tensors, and the result's axes. @throws SurenetError `E_UNSUPPORTED`, `E_SHAPE` */
export function parse(equation: string, tensors: readonly TensorInfo[]): { operands: Labelled[]; result: string } {
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
function sumOut({ labels, tensor }: Labelled, elsewhere: string, run: Run): Labelled {
  const alone = [...labels].filter((label) => !elsewhere.includes(label));
  if (alone.length === 0) return { labels, tensor };
  const axis = alone.map((label) => labels.indexOf(label));
  return {
    labels: [...labels].filter((label) => elsewhere.includes(label)).join(""),
    tensor: run(Sum, { x: tensor }, { axis, keepDims: false }),
  };
}

/** `[batch…, free…, contracted…]·[batch…, contracted…, free…]` */
function multiply(a: Labelled, b: Labelled, result: string, run: Run): Labelled {
  const shared = [...a.labels].filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => result.includes(label)).join("");
  const contracted = shared.filter((label) => !result.includes(label)).join("");
  const [freeA, freeB] = [a, b].map(({ labels }) => [...labels].filter((label) => !shared.includes(label)).join("")) as [string, string];
  const [left, right] = [arrange(a, batch + freeA + contracted, run), arrange(b, batch + contracted + freeB, run)];
  const size = (of: string): number => [...of].reduce((product, label) => product * side(label, a, b), 1);
  const product = run(
    BatchMatMul,
    { a: shaped(left, [size(batch), size(freeA), size(contracted)]), b: shaped(right, [size(batch), size(contracted), size(freeB)]) },
    { transposeA: false, transposeB: false },
  );
  const labels = batch + freeA + freeB;
  return { labels, tensor: shaped(product, [...labels].map((label) => side(label, a, b))) }; // prettier-ignore
}

function side(label: string, ...operands: readonly Labelled[]): number {
  const owner = operands.find(({ labels }) => labels.includes(label));
  return owner?.tensor.shape[owner.labels.indexOf(label)] ?? 1;
}

/** The same tensor with its axes in another order. */
function arrange({ labels, tensor }: Labelled, order: string, run: Run): TensorInfo {
  if (labels === order) return tensor;
  return run(Transpose, { x: tensor }, { perm: [...order].map((label) => labels.indexOf(label)) });
}
