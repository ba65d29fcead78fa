import { Tensor, add, cast, div, mean, mul, neg, notEqual, reshape, scalar, sub, sum, tidy, where as select, zerosLike } from "@tensorflow/tfjs-core"; // prettier-ignore
import { SurenetError, invalidOption, invalidValue, logSoftmax, pickedLogSoftmax, shapeMismatch } from "@surenet/tensor-backend";

const WHERE = "crossEntropyWithPerSampleSmoothing";

/**
 * Cross entropy with class indices, whose labels every sample may smooth by a share of its own.
 *
 * `mean_b −[(1 − α_b) log p_b,y + (α_b / C) Σ_c log p_b,c]`, `p = softmax(logits)`: the mass α goes to all classes, the target among them. NaN for an empty batch.
 * α is not checked against [0, 1]. Without smoothing only the target's probability counts, so that a logit of −∞ elsewhere does no harm.
 *
 * @param logits `[batch, classes]`, borrowed
 * @param targets int32 `[batch]`
 * @param alpha a number, or a tensor of one for all samples or one each (`[batch]` or `[batch, 1]`)
 * @returns a scalar, owned by the caller
 * @throws SurenetError `E_SHAPE`; `E_OPTION` for an alpha that is neither; `E_DTYPE`, `E_VALUE` for targets that are no class
 * @example crossEntropyWithPerSampleSmoothing(tensor([[0, 0]]), tensor([1], [1], "int32"), 0.3) // log 2 = 0.6931
 */
export function crossEntropyWithPerSampleSmoothing(logits: Tensor, targets: Tensor, alpha: number | Tensor = 0): Tensor {
  const [batch = 0, classes = 0] = logits.shape;
  if (logits.rank !== 2) throw shapeMismatch({ where: WHERE, expected: "logits [batch, classes]", got: logits.shape });
  checkTargets(targets, batch, classes);
  const smoothing = smoothingOf(alpha, batch);
  if (batch === 0) return scalar(NaN);
  return tidy(() => {
    const own = neg(pickedLogSoftmax(logits, targets));
    if (smoothing === 0) return mean(own);
    const spread = neg(sum(logSoftmax(logits), 1));
    if (typeof smoothing === "number") return mean(add(mul(own, 1 - smoothing), mul(spread, smoothing / classes)));
    return mean(add(mul(own, sub(1, smoothing)), mul(select(notEqual(smoothing, 0), spread, zerosLike(spread)), div(smoothing, classes))));
  });
}

function checkTargets(targets: Tensor, batch: number, classes: number): void {
  if (targets.rank !== 1 || targets.shape[0] !== batch)
    throw shapeMismatch({ where: WHERE, problem: "there is not one target for each row of logits", expected: `[${batch}]`, got: targets.shape });
  if (targets.dtype !== "int32")
    throw new SurenetError("E_DTYPE", { where: WHERE, problem: "targets are class indices", expected: "int32", got: targets.dtype });
  const values = targets.dataSync();
  const wrong = values.findIndex((index) => !(index >= 0 && index < classes));
  if (wrong >= 0)
    throw invalidValue({ where: WHERE, problem: `target ${wrong} is not a class`, expected: `an index from 0 to ${classes - 1}`, got: values[wrong] });
}

function smoothingOf(alpha: number | Tensor, batch: number): number | Tensor {
  if (typeof alpha === "number") return alpha;
  if (!(alpha instanceof Tensor)) throw invalidOption({ where: WHERE, option: "alpha", got: alpha, expected: "a number, or a tensor of them" });
  if (alpha.size !== 1 && alpha.size !== batch)
    throw shapeMismatch({ where: WHERE, problem: "alpha fits neither all samples nor each", expected: `1 or ${batch} numbers`, got: alpha.shape });
  return reshape(cast(alpha, "float32"), [-1]);
}
