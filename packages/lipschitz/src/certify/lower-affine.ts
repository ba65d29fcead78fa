import type { Op } from "@surenet/checker";
import type { Lowered } from "./lowered.ts";

/** `scale · x + shift`, the shift one number a channel (the last axis) or one for all. */
export function lowerAffine(
  shape: readonly number[],
  { scale, shift }: { readonly scale: number; readonly shift: Float64Array | undefined },
): Lowered {
  const size = shape.reduce((product, side) => product * side, 1);
  const ops: Op[] = scale === 1 ? [] : [{ op: "scale", factor: scale }];
  return { ops: shift === undefined ? ops : [...ops, { op: "shift", shift, size }], shape };
}
