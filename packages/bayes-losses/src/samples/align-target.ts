import { type Tensor, broadcastTo, cast, clone } from "@tensorflow/tfjs-core";
import { SurenetError, invalidValue, shapeMismatch } from "@surenet/tensor-backend";

/** @throws SurenetError `E_VALUE` for a prediction without entries: a mean over nothing is no loss */
export function refuseEmpty(where: string, pred: Tensor): void {
  if (pred.size > 0) return;
  throw invalidValue({ where, problem: "the batch is empty", expected: "at least one prediction", got: `[${pred.shape.join(", ")}]` });
}

/**
 * A target of single numbers, repeated over the axes of samples that the prediction has in front.
 *
 * @param pred `[..samples, ..shape]`
 * @param target `[..shape]`; integers are accepted where there are no samples, as numbers
 * @returns the prediction's shape, float32, owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_VALUE` for an empty batch, `E_DTYPE` for integers beside samples, which would be class numbers
 * @example alignTarget("mse", zeros([8, 4, 2]), zeros([4, 2])) // [8, 4, 2]
 */
export function alignTarget(where: string, pred: Tensor, target: Tensor): Tensor {
  refuseEmpty(where, pred);
  const extra = pred.rank - target.rank;
  if (extra < 0 || pred.shape.slice(extra).join() !== target.shape.join()) {
    const expected = `[${pred.shape.join(", ")}], or that without leading axes of samples`;
    throw shapeMismatch({ where, problem: "the target does not fit the prediction", expected, got: target.shape });
  }
  if (extra > 0 && target.dtype !== "float32") {
    const problem = "the targets are integers, which beside axes of samples are class numbers";
    throw new SurenetError("E_DTYPE", { where, problem, expected: "float32", got: target.dtype, fix: 'Use cast(target, "float32").' });
  }
  if (extra > 0) return broadcastTo(target, pred.shape);
  return target.dtype === "float32" ? clone(target) : cast(target, "float32");
}
