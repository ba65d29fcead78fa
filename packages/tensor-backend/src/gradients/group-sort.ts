import { type GradConfig, zeros } from "@tensorflow/tfjs-core";
import { GROUP_PERMUTE, GROUP_RESTORE, GROUP_SORT, type GroupSortAttrs } from "../kernels/loops/group-sort.ts";
import { rule, unary } from "./rule.ts";
import { runKernel } from "./run-kernel.ts";

/** GroupSort reads every output from one place, so its gradient goes back there; both ways are piecewise constant in the numbers that are sorted. */
export const groupSorts: readonly GradConfig[] = [
  unary(GROUP_SORT, (dy, x, attrs: GroupSortAttrs) => runKernel(GROUP_RESTORE, { x, v: dy }, attrs)),
  rule(GROUP_PERMUTE, ["x"], (dy, { x }, attrs: GroupSortAttrs) => ({
    x: () => zeros(x.shape),
    v: () => runKernel(GROUP_RESTORE, { x, v: dy }, attrs),
  })),
  rule(GROUP_RESTORE, ["x"], (dy, { x }, attrs: GroupSortAttrs) => ({
    x: () => zeros(x.shape),
    v: () => runKernel(GROUP_PERMUTE, { x, v: dy }, attrs),
  })),
];
