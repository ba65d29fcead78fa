import { type Tensor, cast, greater, oneHot, reshape } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";

export interface PositivesOptions {
  /** Int32 class indices are taken too: for losses whose outputs are classes. */
  readonly indices?: boolean;
}

/**
 * Which outputs a target means, as 1 and 0 in the input's shape: `target > 0`, so 0/1, ±1 and processed labels all serve; or the one-hot rows of class indices.
 *
 * @param target the input's shape, but for axes of length one
 * @throws SurenetError `E_SHAPE`
 */
export function positives(where: string, input: Tensor, target: Tensor, { indices = false }: PositivesOptions = {}): Tensor {
  if (longAxes(target).join() === longAxes(input).join()) return cast(greater(reshape(target, input.shape), 0), "float32");
  const classes = input.shape.at(-1) ?? 1;
  const samples = input.shape.slice(0, -1);
  if (indices && target.dtype === "int32" && target.shape.join() === samples.join()) return cast(oneHot(target, classes), "float32");
  throw shapeMismatch({
    where,
    problem: `the target does not fit an input of shape [${input.shape.join(", ")}]`,
    expected: `[${input.shape.join(", ")}]${indices ? `, or int32 class indices [${samples.join(", ")}]` : ""}`,
    got: target.shape,
  });
}

function longAxes({ shape }: Tensor): number[] {
  return shape.filter((side) => side !== 1);
}
