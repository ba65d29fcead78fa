import { type BatchMatMulAttrs, type TensorInfo, broadcast_util, util } from "@tensorflow/tfjs-core";
import { sides } from "../composed/broadcast-batches.ts";
import type { Kernel } from "../kernel.ts";
import { matMul as composed } from "../wasm/mat-mul.ts";
import { allFloat, type SimdCall, simdKernel } from "./simd-kernel.ts";

// For so few rows packing B costs more than it saves; they are multiplied one by one.
const FEW_ROWS = 4;

/** `op(A)·op(B)` with any transposes and batches, broadcast as usual. */
export const matMul: Kernel = simdKernel(composed, (call: SimdCall<"a" | "b", BatchMatMulAttrs>) =>
  allFloat(call.inputs.a, call.inputs.b) ? product(call) : call.otherwise(),
);

/** The matrix product as a new tensor. */
export function product({ inputs: { a, b }, attrs, memory, simd }: SimdCall<"a" | "b", BatchMatMulAttrs>): TensorInfo {
  const { transposeA, transposeB } = attrs;
  const [m, k] = sides(a, transposeA);
  const [inner, n] = sides(b, transposeB);
  util.assert(k === inner, () => `matMul: [${a.shape}]${transposeA ? "ᵀ" : ""} and [${b.shape}]${transposeB ? "ᵀ" : ""} do not fit`);
  const [batchOfA, batchOfB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcast_util.assertAndGetBroadcastShape(batchOfA, batchOfB);
  const out = memory.make([...batch, m, n]);
  const [atA, atB, atC] = [memory.pointer(a), memory.pointer(b), memory.pointer(out)];

  const multiply = (rows: number, i: number, j: number, to: number): void => {
    const [left, right, result] = [atA + 4 * i * m * k, atB + 4 * j * k * n, atC + 4 * to * m * n];
    const { gemm, matrixTimesVector, vectorTimesMatrix } = simd.kernels;
    if (n === 1 && transposeA) vectorTimesMatrix(k, m, right, left, m, result);
    else if (n === 1) matrixTimesVector(rows, k, left, k, right, result);
    else if (rows <= FEW_ROWS && (!transposeA || m === 1)) {
      for (let row = 0; row < rows; row++) {
        if (transposeB) matrixTimesVector(n, k, right, k, left + 4 * row * k, result + 4 * row * n);
        else vectorTimesMatrix(k, n, left + 4 * row * k, right, n, result + 4 * row * n);
      }
    } else {
      const [rowsOfA, columnsOfA] = transposeA ? [1, m] : [k, 1];
      const [rowsOfB, columnsOfB] = transposeB ? [1, k] : [n, 1];
      gemm(rows, n, k, left, rowsOfA, columnsOfA, right, rowsOfB, columnsOfB, result, n, false, simd.scratch);
    }
  };

  const [count, countB] = [util.sizeFromShape(batch), util.sizeFromShape(batchOfB)];
  if (m * n === 0 || count === 0) return out;
  if (countB === 1 && !transposeA && util.sizeFromShape(batchOfA) === count)
    multiply(count * m, 0, 0, 0); // one tall product
  else {
    const [fromA, fromB] = [sources(batchOfA, batch), sources(batchOfB, batch)];
    for (let i = 0; i < count; i++) multiply(m, fromA(i), fromB(i), i);
  }
  return out;
}

/** Maps the index of a matrix in the broadcast batch to its index in an operand. */
function sources(own: readonly number[], batch: readonly number[]): (i: number) => number {
  const [whole, count] = [util.sizeFromShape([...batch]), util.sizeFromShape([...own])];
  if (count === whole) return (i) => i;
  if (count === 1) return () => 0;
  const ranked = [...batch.map(() => 1), ...own].slice(-batch.length);
  return (i) => {
    let [index, step, rest] = [0, 1, i];
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      const [side, ownSide] = [batch[axis] ?? 1, ranked[axis] ?? 1];
      if (ownSide > 1) index += (rest % side) * step;
      step *= ownSide;
      rest = Math.floor(rest / side);
    }
    return index;
  };
}
