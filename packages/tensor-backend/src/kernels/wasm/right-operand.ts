import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { ArrayMemory } from "../kernel.ts";

/** The sides that a tensor's data had when they were first a right operand. */
const packedAs = new WeakMap<object, string>();

/**
 * Lets `use` multiply by `b` safely.
 *
 * XNNPACK packs a right operand once and finds it again by the id of its data alone. A vector used as a column and, reshaped, as a row would so be
 * multiplied in its first shape, reading past its end; under new sides it gets a new id for the time of the product.
 */
export function withRightOperand(memory: ArrayMemory, b: TensorInfo, use: (b: TensorInfo) => TensorInfo): TensorInfo {
  const sides = b.shape.slice(-2).join();
  const first = packedAs.get(b.dataId);
  if (first === undefined) packedAs.set(b.dataId, sides);
  if (first === undefined || first === sides) return use(b);
  const window = memory.window(b, 0, b.shape);
  const product = use(window);
  memory.release(window);
  return product;
}
