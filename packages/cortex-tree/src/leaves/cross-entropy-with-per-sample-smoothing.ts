import { Tensor, mean, mul, neg, notEqual, scalar, sum, tensor, tidy, where, zerosLike } from "@tensorflow/tfjs-core";
import { SurenetError, invalidOption, invalidValue, logSoftmax, pickedLogSoftmax, shapeMismatch } from "@surenet/tensor-backend";

const CALLER = "crossEntropyWithPerSampleSmoothing";

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
  if (logits.rank !== 2) throw shapeMismatch({ where: CALLER, expected: "logits [batch, classes]", got: logits.shape });
  checkTargets(targets, batch, classes);
  const shares = sharesOf(alpha, batch);
  if (batch === 0) return scalar(NaN);
  if (shares.every((share) => share === 0)) return tidy(() => neg(mean(pickedLogSoftmax(logits, targets))));
  return tidy(() => {
    const weights = tensor(smoothedTargets(targets.dataSync(), shares, classes), [batch, classes]);
    const logP = logSoftmax(logits);
    // With some labels as they are, a probability of 0 must count nothing where its weight is 0.
    const counted = shares.includes(0) ? where(notEqual(weights, 0), logP, zerosLike(logP)) : logP;
    return sum(mul(counted, weights));
  });
}

/** `−q / batch`: what each log probability counts in the mean. */
function smoothedTargets(targets: ArrayLike<number>, shares: Float32Array, classes: number): Float32Array {
  const batch = targets.length;
  const out = new Float32Array(batch * classes);
  for (let b = 0; b < batch; b++) {
    const share = shares[b] ?? 0;
    out.fill(-share / classes / batch, b * classes, (b + 1) * classes);
    const own = b * classes + (targets[b] ?? 0);
    out[own] = (out[own] ?? 0) - (1 - share) / batch;
  }
  return out;
}

function checkTargets(targets: Tensor, batch: number, classes: number): void {
  if (targets.rank !== 1 || targets.shape[0] !== batch)
    throw shapeMismatch({
      where: CALLER,
      problem: "there is not one target for each row of logits",
      expected: `[${batch}]`,
      got: targets.shape,
    });
  if (targets.dtype !== "int32")
    throw new SurenetError("E_DTYPE", { where: CALLER, problem: "targets are class indices", expected: "int32", got: targets.dtype });
  const values = targets.dataSync();
  const wrong = values.findIndex((index) => !(index >= 0 && index < classes));
  if (wrong >= 0)
    throw invalidValue({
      where: CALLER,
      problem: `target ${wrong} is not a class`,
      expected: `an index from 0 to ${classes - 1}`,
      got: values[wrong],
    });
}

function sharesOf(alpha: number | Tensor, batch: number): Float32Array {
  if (typeof alpha === "number") return new Float32Array(batch).fill(alpha);
  if (!(alpha instanceof Tensor))
    throw invalidOption({ where: CALLER, option: "alpha", got: alpha, expected: "a number, or a tensor of them" });
  if (alpha.size !== 1 && alpha.size !== batch)
    throw shapeMismatch({
      where: CALLER,
      problem: "alpha fits neither all samples nor each",
      expected: `1 or ${batch} numbers`,
      got: alpha.shape,
    });
  const values = alpha.dataSync();
  return Float32Array.from({ length: batch }, (_, b) => values[alpha.size === 1 ? 0 : b] ?? 0);
}
