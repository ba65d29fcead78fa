import {
  BatchMatMul, type BatchMatMulAttrs, Einsum, type EinsumAttrs, type GradConfig, type Tensor, broadcastTo, einsum, matMul, mul, reshape,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { SPIKE_MAT_MUL, type SpikeMatMulAttrs } from "../kernels/simd/spike-mat-mul.ts";
import { listRule, rule, sumTo } from "./rule.ts";

/**
 * Gradients of products of matrices and of tensors.
 *
 * `Y = op(A)·op(B)`, where `op` may transpose: `dA = dY·op(B)ᵀ`, `dB = op(A)ᵀ·dY`, transposed back as needed; leading axes that were broadcast,
 * also between different ranks, are summed. In an Einstein sum the gradient of an operand is the sum with that operand and the result exchanged.
 */
export const products: readonly GradConfig[] = [
  rule(BatchMatMul, ["a", "b"], (dy, { a, b }, { transposeA, transposeB }: BatchMatMulAttrs) => ({
    a: () => sumTo(transposeA ? matMul(b, dy, transposeB, true) : matMul(dy, b, false, !transposeB), a.shape),
    b: () => {
      const [left, right] = b.rank === 2 && !transposeA ? [asRows(a), asRows(dy)] : [a, dy]; // one tall product instead of a sum over the batch
      return sumTo(transposeB ? matMul(right, left, true, transposeA) : matMul(left, right, !transposeA, false), b.shape);
    },
  })),
  rule(SPIKE_MAT_MUL, ["x", "w"], (dy, { x, w }, { scale }: SpikeMatMulAttrs) => ({
    x: () => scaled(matMul(dy, w, false, true), scale),
    w: () => scaled(matMul(x, dy, true, false), scale),
  })),
  listRule(Einsum, (dy, operands, index, { equation }: EinsumAttrs) => {
    const [left = "", result = ""] = equation.replaceAll(" ", "").split("->");
    const terms = left.split(",");
    const wanted = [...(terms[index] ?? "")];
    const others = operands.filter((_, i) => i !== index);
    const known = new Set([result, ...terms.filter((_, i) => i !== index)].join(""));
    const reachable = wanted.filter((label) => known.has(label));
    const exchanged = `${[result, ...terms.filter((_, i) => i !== index)].join(",")}->${reachable.join("")}`;
    const shape = operands[index]?.shape ?? [];
    const partial = einsum(exchanged, dy, ...others);
    return broadcastTo(reshape(partial, shape.map((side, i) => (known.has(wanted[i] ?? "") ? side : 1))), shape) as Tensor; // prettier-ignore
  }),
];

function asRows(x: Tensor): Tensor {
  return x.rank === 2 ? x : reshape(x, [-1, x.shape.at(-1) ?? 1]);
}

function scaled(x: Tensor, scale: number): Tensor {
  return scale === 1 ? x : mul(x, scale);
}
