import { type GradSaveFunc, type Tensor, customGrad, engine, expandDims, getKernel, mul, neg, tidy, zeros } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "../errors/throw.ts";
import { runKernel } from "../gradients/run-kernel.ts";
import { pick, PICKED_LOG_SOFTMAX, PICKED_LOG_SOFTMAX_GRADIENT, PICKED_SLOPE } from "../kernels/composed/softmax.ts";
import { logSoftmax } from "./log-softmax.ts";

/**
 * The logarithm of the softmax of every row at one index: minus the cross entropy with class indices.
 *
 * `y[i] = x[i, k] − log Σ_c exp x[i, c]` with `k = indices[i]`, in one kernel that makes no table of probabilities; the gradient is
 * `dy[i] (δ_ck − softmax(x[i])_c)`, again in one. An index below 0 picks nothing: 0, whose gradient is 0 whatever stands in the row.
 *
 * @param x `[rows, classes]`, borrowed
 * @param indices `[rows]`, int32, each below `classes`, which is not checked: the numbers may be on another device
 * @returns `[rows]`, owned by the caller
 * @throws SurenetError `E_SHAPE`
 * @example pickedLogSoftmax(tensor([[0, Math.log(3)]]), tensor([1], [1], "int32")) // [log 3/4] = [-0.2877]
 */
export function pickedLogSoftmax(x: Tensor, indices: Tensor): Tensor {
  const [rows] = x.shape;
  if (x.rank !== 2 || x.shape[1] === 0) throw shapeMismatch({ where: "pickedLogSoftmax", expected: "[rows, classes]", got: x.shape });
  if (indices.rank !== 1 || indices.shape[0] !== rows || indices.dtype !== "int32") {
    throw shapeMismatch({
      where: "pickedLogSoftmax",
      problem: `the indices do not fit rows of shape [${x.shape.join(", ")}]`,
      expected: `int32 [${rows}]`,
      got: `${indices.dtype} [${indices.shape.join(", ")}]`,
    });
  }
  if (getKernel(PICKED_LOG_SOFTMAX, engine().backendName) === undefined) return tidy(() => pick(logSoftmax(x), indices)); // initBackend was not called
  return engine().isTapeOn() ? differentiable(x, indices) : run(x, indices, false)[0];
}

/**
 * The forward pass leaves the slope, so that the gradient is one product. No registered rule: TensorFlow.js makes a table of zeros as the gradient of
 * every output that nobody used, which takes as long as all the rest.
 */
const differentiable = customGrad((x, indices, save) => {
  const [value, ...left] = run(x as Tensor, indices as Tensor, true);
  (save as GradSaveFunc)([x as Tensor, indices as Tensor, ...left]);
  const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
    const [logits, places, ...tables] = saved as [Tensor, Tensor, ...Tensor[]];
    return [slope({ dy, logits, places, tables }), zeros(places.shape)];
  };
  return { value, gradFunc };
});

/** A second derivative must see what the slope depends on: it does not use what the forward pass left. */
function slope({ dy, logits, places, tables: [table, shares] }: { dy: Tensor; logits: Tensor; places: Tensor; tables: Tensor[] }): Tensor {
  if (table === undefined || engine().isTapeOn())
    return runKernel(PICKED_LOG_SOFTMAX_GRADIENT, { dy, x: logits, indices: places }, {}) as Tensor;
  if (shares !== undefined) return runKernel(PICKED_SLOPE, { dy, powers: table, shares, indices: places }, {}) as Tensor;
  return mul(expandDims(neg(dy), 1), table);
}

function run(x: Tensor, indices: Tensor, wantsSlope: boolean): [Tensor, ...Tensor[]] {
  return [runKernel(PICKED_LOG_SOFTMAX, { x, indices }, { slope: wantsSlope })].flat() as [Tensor, ...Tensor[]];
}
