import { reduce } from "@surenet/losses";
import { type Tensor, mean, mul, reshape, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { type MultiGpuOptions, readMultiGpuOptions } from "./hkr-options.ts";
import { positives } from "./positives.ts";
import { krFactors } from "./process-labels.ts";

/**
 * The Kantorovich-Rubinstein estimate: `E[f | positive] - E[f | negative]`, averaged over the outputs.
 *
 * For a 1-Lipschitz f it is a lower bound of the Wasserstein-1 distance of the two classes, and its largest value is that distance. Each sample's part is `mean_c(x_c / p_c)` over its
 * positive outputs minus `mean_c(x_c / (1 - p_c))` over the others, p_c being the share of positives in the batch; the distance is the mean of the parts. A batch with one class alone
 * gives plus or minus its mean.
 *
 * @param input outputs `[N, ..., C]`, or `[N]` of a single one; borrowed
 * @param target the input's shape, positive for the one side; with `multiGpu` factors of {@link processLabelsForMultiGpu}
 * @returns a scalar, or `[N, ...]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example krLoss(tensor([[3], [1], [2], [0]]), tensor([[1], [-1], [1], [-1]])) // (3 + 2)/2 - (1 + 0)/2 = 2
 * @see Serrurier et al. 2021, "Achieving robustness in classification using optimal transport with hinge regularization", eq. 6
 */
export function krLoss(input: Tensor, target: Tensor, options: MultiGpuOptions = {}): Tensor {
  const { multiGpu, reduction } = readMultiGpuOptions("krLoss", options);
  return tidy(() => reduce(krValues("krLoss", input, target, { multiGpu }), reduction));
}

/** {@link krLoss} with its options held; as an objective it is to be maximised, see {@link NegKRLoss}. */
export class KRLoss {
  readonly options: MultiGpuOptions;

  constructor(options: MultiGpuOptions = {}) {
    this.options = readMultiGpuOptions("KRLoss", options);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return krLoss(input, target, this.options);
  }
}

/** {@link KRLoss}, under the name that the reference gives it for several classes. */
export class KRMulticlassLoss extends KRLoss {}

/** {@link krLoss} of each sample: `[N, ...]`, in a scope of the caller. */
export function krValues(where: string, input: Tensor, target: Tensor, { multiGpu }: { readonly multiGpu: boolean }): Tensor {
  if (input.rank === 0) throw shapeMismatch({ where, expected: "outputs [samples, ...]", got: input.shape });
  const positive = positives(where, input, target);
  return mean(mul(input, multiGpu ? reshape(target, input.shape) : krFactors(positive)), -1);
}

/** The estimate of each sample from which of its outputs are meant, 1 or 0. */
export function krValuesOf(input: Tensor, positive: Tensor): Tensor {
  return mean(mul(input, krFactors(positive)), -1);
}
