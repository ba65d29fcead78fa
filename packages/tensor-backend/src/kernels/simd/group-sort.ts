import { type TensorInfo, util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../kernel.ts";
import {
  type GroupSortAttrs, groupPermute as composedPermute, groupRestore as composedRestore, groupSort as composedSort,
} from "../loops/group-sort.ts"; // prettier-ignore
import { allFloat, type SimdCall, simdKernel } from "./simd-kernel.ts";

type Call = SimdCall<"x" | "v", GroupSortAttrs>;

/** {@link composedSort} as kernels: pairs four numbers at a time, other groups by a sort of their own. */
export const groupSort: Kernel = simdKernel(composedSort, (call: Call) => permute(call, call.inputs.x, false));

export const groupPermute: Kernel = simdKernel(composedPermute, (call: Call) => permute(call, call.inputs.v, false));

export const groupRestore: Kernel = simdKernel(composedRestore, (call: Call) => permute(call, call.inputs.v, true));

const SCRATCH_BYTES = 16; // of the sort, for each number of a group

function permute({ inputs: { x }, attrs, memory, simd, otherwise }: Call, values: TensorInfo, back: boolean): TensorInfo | TensorInfo[] {
  const { groupSize } = attrs;
  const { kernels, scratch } = simd;
  if (!allFloat(x, values) || (groupSize !== 2 && groupSize * SCRATCH_BYTES > kernels.gemmScratch())) return otherwise();
  const out = memory.make(x.shape);
  if (back && groupSize !== 2) memory.views(out)[0].fill(0);
  const size = util.sizeFromShape(x.shape);
  const [keys, from, to] = [x, values, out].map((tensor) => memory.pointer(tensor)) as [number, number, number];
  if (groupSize === 2) kernels[back ? "restorePairs" : "permutePairs"](size, keys, from, to);
  else kernels.permuteGroups(size / groupSize, groupSize, keys, from, to, scratch, back);
  return out;
}
