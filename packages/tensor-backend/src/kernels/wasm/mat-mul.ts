import { BatchMatMul, type TensorInfo, util } from "@tensorflow/tfjs-core";
import { type MatMulCall, sides, withEqualBatches } from "../composed/broadcast-batches.ts";
import { type Kernel, kernel, shaped } from "../kernel.ts";
import { transposed } from "../loops/transpose.ts";
import { withRightOperand } from "./right-operand.ts";

// Multiplications of one product below which the engine's plain loop beats transposing and starting XNNPACK: they meet between 24³ and 32³.
const SMALL = 16_000;

/**
 * `op(A)·op(B)` for any transposes and batches.
 *
 * The wasm engine has a fast product (XNNPACK) only for two plain matrices, and a loop 15 to 50 times as slow for everything else. Here operands
 * are transposed first, a batch of `A` with one `B` becomes one tall product, and other batches are multiplied matrix by matrix.
 */
export const matMul: Kernel = kernel(BatchMatMul, ["wasm"], (call: MatMulCall) => {
  const { transposeA, transposeB } = call.attrs;
  const [m, k] = sides(call.inputs.a, transposeA);
  const [, n] = sides(call.inputs.b, transposeB);
  return withEqualBatches(call, (a, b) => {
    if (m * k * n < SMALL) return withRightOperand(call.memory, b, (right) => call.stock({ a, b: right }, call.attrs));
    const [left, right] = [transposeA ? swapped(call, a) : a, transposeB ? swapped(call, b) : b];
    const product = plainProduct(call, left, right);
    if (left !== a) call.memory.free(left);
    if (right !== b) call.memory.free(right);
    return product;
  });
});

function swapped({ memory }: MatMulCall, x: TensorInfo): TensorInfo {
  const [rows, columns] = sides(x, false);
  return transposed(memory, x, util.sizeFromShape(x.shape) / (rows * columns), rows, columns);
}

/** The product of untransposed operands whose batches are equal or one. */
function plainProduct({ stock, memory }: MatMulCall, a: TensorInfo, b: TensorInfo): TensorInfo {
  const plain = { transposeA: false, transposeB: false };
  const [m, k] = sides(a, false);
  const [, n] = sides(b, false);
  const [countA, countB] = [util.sizeFromShape(a.shape) / (m * k), util.sizeFromShape(b.shape) / (k * n)];
  if (countB === 1)
    return withRightOperand(memory, shaped(b, [k, n]), (right) => stock({ a: shaped(a, [countA * m, k]), b: right }, plain));

  const out = memory.make([countB, m, n]);
  for (let i = 0; i < countB; i++) {
    const left = memory.window(a, countA === 1 ? 0 : i * m * k, [m, k]);
    const right = memory.window(b, i * k * n, [k, n]);
    const product = stock({ a: left, b: right }, plain);
    const [from, to] = memory.views(product, out);
    to.set(from, i * m * n);
    for (const window of [left, right]) memory.release(window);
    memory.free(product);
  }
  return out;
}
