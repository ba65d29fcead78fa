import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../kernel.ts";
import {
  type GroupSortAttrs, groupPermute as composedPermute, groupRestore as composedRestore, groupSort as composedSort,
} from "../loops/group-sort.ts"; // prettier-ignore
import { type SimdCall, simdKernel } from "./simd-kernel.ts";

type Call = SimdCall<"x" | "v", GroupSortAttrs>;

/** {@link composedSort} for pairs, four numbers at a time; other groups are sorted by the composed kernels. */
export const groupSort: Kernel = simdKernel(composedSort, (call: Call) => pairs(call, "permutePairs", call.inputs.x));

export const groupPermute: Kernel = simdKernel(composedPermute, (call: Call) => pairs(call, "permutePairs", call.inputs.v));

export const groupRestore: Kernel = simdKernel(composedRestore, (call: Call) => pairs(call, "restorePairs", call.inputs.v));

function pairs(
  { inputs: { x }, attrs, memory, simd, otherwise }: Call,
  kernel: "permutePairs" | "restorePairs",
  values: TensorInfo,
): TensorInfo | TensorInfo[] {
  if (attrs.groupSize !== 2 || x.dtype !== "float32" || values.dtype !== "float32") return otherwise();
  const out = memory.make(x.shape);
  simd.kernels[kernel](util.sizeFromShape(x.shape), memory.pointer(x), memory.pointer(values), memory.pointer(out));
  return out;
}
