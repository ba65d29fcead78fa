import { type Tensor, cast, greater, oneHot } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";

/**
 * Which classes a target names, as 1 and 0 in the input's shape: `target > 0`, so 0/1, ±1 and processed labels all serve; or the one-hot rows of int32 class indices.
 *
 * @throws SurenetError `E_SHAPE`
 */
export function positives(where: string, input: Tensor, target: Tensor): Tensor {
  if (target.shape.join() === input.shape.join()) return cast(greater(target, 0), "float32");
  const classes = input.shape.at(-1) ?? 1;
  if (target.dtype === "int32" && target.shape.join() === input.shape.slice(0, -1).join()) return cast(oneHot(target, classes), "float32");
  throw shapeMismatch({
    where,
    problem: `the target does not fit an input of shape [${input.shape.join(", ")}]`,
    expected: `[${input.shape.join(", ")}], or int32 class indices [${input.shape.slice(0, -1).join(", ")}]`,
    got: target.shape,
  });
}
