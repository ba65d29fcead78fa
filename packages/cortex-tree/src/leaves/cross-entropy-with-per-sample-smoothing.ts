import {
  type GradSaveFunc,
  Tensor,
  add,
  clone,
  customGrad,
  engine,
  grad,
  mean,
  mul,
  neg,
  notEqual,
  scalar,
  sum,
  tensor,
  tidy,
  where,
  zerosLike,
} from "@tensorflow/tfjs-core";
import { SurenetError, invalidOption, invalidValue, pickedLogSoftmax, shapeMismatch } from "@surenet/tensor-backend";

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
  const classOf = checkTargets(targets, batch, classes);
  const shares = sharesOf(alpha, batch);
  if (batch === 0) return scalar(NaN);
  if (logits.size <= HOST_LIMIT && engine().backendName !== "webgpu") return onHost(classOf, shares)(logits);
  return composed(logits, { targets, classOf, shares });
}

const HOST_LIMIT = 16384; // below this a loop in JavaScript takes less time than the dozen operations that it stands for; on a GPU reading back costs more

interface Labels {
  readonly targets: Tensor;
  readonly classOf: ArrayLike<number>;
  readonly shares: Float32Array;
}

/** In operations of the engine, differentiable any number of times. */
function composed(logits: Tensor, { targets, classOf, shares }: Labels): Tensor {
  const [batch = 0, classes = 0] = logits.shape;
  return tidy(() => {
    const own = neg(mean(pickedLogSoftmax(logits, targets)));
    if (shares.every((share) => share === 0)) return own;
    // The log partition of a row cancels out of what smoothing adds: (α/C) Σ_c (x_y − x_c), which is linear in the logits.
    const pulls = tensor(smoothingPulls(classOf, shares, classes), [batch, classes]);
    const counted = shares.includes(0) ? where(notEqual(pulls, 0), logits, zerosLike(logits)) : logits; // 0 · −∞ counts nothing
    return add(own, sum(mul(counted, pulls)));
  });
}

/** Loss and slope in one loop on the host; a derivative of the slope goes through {@link composed}. */
function onHost(classOf: ArrayLike<number>, shares: Float32Array): (logits: Tensor) => Tensor {
  return customGrad((...args) => {
    const [logits, save] = args as [Tensor, GradSaveFunc];
    const { loss, slope } = smoothedLoss(logits.dataSync(), classOf, shares);
    save([logits, tensor(slope, logits.shape)]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor => {
      const [x, ready] = saved as [Tensor, Tensor];
      if (!engine().isTapeOn()) return dy.dataSync()[0] === 1 ? clone(ready) : mul(ready, dy); // 1 where this loss is the whole one
      const targets = tensor(Int32Array.from(classOf), [shares.length], "int32");
      return mul(grad((point: Tensor) => composed(point, { targets, classOf, shares }))(x), dy);
    };
    return { value: scalar(loss), gradFunc };
  });
}

/** The loss in float64, and `∂loss/∂logits = (softmax − q) / batch`. */
function smoothedLoss(logits: ArrayLike<number>, classOf: ArrayLike<number>, shares: Float32Array): { loss: number; slope: Float32Array } {
  const batch = shares.length;
  const classes = logits.length / batch;
  const slope = new Float32Array(logits.length);
  let loss = 0;
  for (let b = 0; b < batch; b++) {
    const [from, share, own] = [b * classes, shares[b] ?? 0, classOf[b] ?? 0];
    let [highest, total, spread] = [-Infinity, 0, 0];
    for (let c = 0; c < classes; c++) highest = Math.max(highest, logits[from + c] ?? NaN);
    for (let c = 0; c < classes; c++) total += Math.exp((logits[from + c] ?? NaN) - highest);
    const logTotal = highest + Math.log(total);
    for (let c = 0; c < classes; c++) {
      const logP = (logits[from + c] ?? NaN) - logTotal;
      if (share !== 0) spread += logP;
      slope[from + c] = (Math.exp(logP) - share / classes - (c === own ? 1 - share : 0)) / batch;
    }
    loss -= (1 - share) * ((logits[from + own] ?? NaN) - logTotal) + (share / classes) * spread;
  }
  return { loss: loss / batch, slope };
}

/** What each logit counts in `mean_b (α_b / C) Σ_c (x_y − x_c)`. */
function smoothingPulls(targets: ArrayLike<number>, shares: Float32Array, classes: number): Float32Array {
  const batch = targets.length;
  const out = new Float32Array(batch * classes);
  for (let b = 0; b < batch; b++) {
    const share = (shares[b] ?? 0) / batch;
    out.fill(-share / classes, b * classes, (b + 1) * classes);
    const own = b * classes + (targets[b] ?? 0);
    out[own] = (out[own] ?? 0) + share;
  }
  return out;
}

/** The targets on the host. */
function checkTargets(targets: Tensor, batch: number, classes: number): ArrayLike<number> {
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
  if (wrong < 0) return values;
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
