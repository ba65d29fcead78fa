import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { reduceAxis } from "../reduction/reduce-axis.ts";
import { checkReduction, type Reduction } from "../reduction/reduction.ts";
import { sumOverPairs, type TensorTree } from "../reduction/tensor-tree.ts";

/** Options of losses that compare element with element. */
export interface ElementwiseOptions {
  /** Default `"mean"`. */
  readonly reduction?: Reduction;
  /** Reduce over this axis alone, or these; all of them when omitted. */
  readonly axis?: number | readonly number[] | undefined;
}

/** @throws SurenetError `E_OPTION` */
export function checkElementwise<O extends ElementwiseOptions>(where: string, options: O, own: readonly string[] = []): O {
  checkOptions(where, options, ["reduction", "axis", ...own]);
  if (options.reduction !== undefined) checkReduction(where, options.reduction);
  return options;
}

/** The one frame of the elementwise losses: checks, compares leaf with leaf, reduces, tidies. */
export function elementwise(
  where: string,
  input: TensorTree,
  target: TensorTree,
  options: ElementwiseOptions,
  compare: (x: Tensor, y: Tensor) => Tensor,
): Tensor {
  const { reduction = "mean", axis } = options;
  return tidy(() => sumOverPairs(where, input, target, (x, y) => reduceAxis(compare(x, y), reduction, axis)));
}
