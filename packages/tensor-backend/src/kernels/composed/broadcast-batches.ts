import { BatchMatMul, type BatchMatMulAttrs, type TensorInfo, Tile, broadcast_util, util } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel, shaped } from "../kernel.ts";

export type MatMulCall = KernelCall<"a" | "b", BatchMatMulAttrs>;

/** A matrix product of broadcast batches (`[2, 1, m, k]·[3, k, n]`), which the engines' own kernels get wrong without a word. */
export const broadcastMatMul: Kernel = kernel(BatchMatMul, ["cpu"], (call: MatMulCall) =>
  withEqualBatches(call, (a, b) => call.stock({ a, b }, call.attrs)),
);

/**
 * Gives `multiply` two operands that have the same batch axes, or one of them a batch of one, and its result the right shape.
 *
 * @throws when the inner sides differ
 */
export function withEqualBatches(
  { inputs, attrs, call, memory }: MatMulCall,
  multiply: (a: TensorInfo, b: TensorInfo) => TensorInfo,
): TensorInfo {
  const { a, b } = inputs;
  const [m] = sides(a, attrs.transposeA);
  const [, n] = sides(b, attrs.transposeB);
  assertInnerSides(a, b, attrs);
  const [batchOfA, batchOfB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = broadcast_util.assertAndGetBroadcastShape(batchOfA, batchOfB);
  const [whole, countA, countB] = [batch, batchOfA, batchOfB].map(util.sizeFromShape) as [number, number, number];
  if ([countA, countB].every((count) => count === 1 || count === whole)) return shaped(multiply(a, b), [...batch, m, n]);
  const repeat = (x: TensorInfo): TensorInfo => {
    const shape = [...batch.map(() => 1), ...x.shape].slice(-batch.length - 2);
    return call(Tile, { x: shaped(x, shape) }, { reps: [...batch.map((side, i) => side / (shape[i] ?? 1)), 1, 1] });
  };
  const [left, right] = [repeat(a), repeat(b)];
  const product = multiply(left, right);
  memory.free(left);
  memory.free(right);
  return shaped(product, [...batch, m, n]);
}

/** @throws when the columns of the one are not the rows of the other, transposed as the attributes say */
export function assertInnerSides(a: TensorInfo, b: TensorInfo, { transposeA, transposeB }: BatchMatMulAttrs): void {
  util.assert(
    sides(a, transposeA)[1] === sides(b, transposeB)[0],
    () => `matMul: [${a.shape}]${transposeA ? "ᵀ" : ""} and [${b.shape}]${transposeB ? "ᵀ" : ""} do not fit`,
  );
}

/** Rows and columns after the transpose. */
export function sides({ shape }: TensorInfo, transposed: boolean): [number, number] {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}
