import { type Tensor, div, exp, log, maximum, mul, notEqual, sub, sum, tidy, where, zerosLike } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";
import { HeldOptions } from "../reduction/held-options.ts";

export interface KlDivOptions {
  /** The target holds log probabilities too. */
  readonly logTarget?: boolean;
  /** `"batchmean"`, the divergence, divides the sum by the first axis; `"mean"` averages over elements. */
  readonly reduction?: Reduction | "batchmean";
}

/**
 * The Kullback-Leibler divergence of the input from the target: `Σ y (log y - x)`, x being log probabilities; a target of 0 counts 0.
 *
 * @param input log probabilities, any shape, borrowed
 * @param target probabilities of the same shape
 * @returns a scalar; the input's shape with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example klDivLoss(tensor([[Math.log(0.5), Math.log(0.5)]]), tensor([[1, 0]])) // log 2
 * @see torch.nn.KLDivLoss, whose default averages over elements
 */
export function klDivLoss(input: Tensor, target: Tensor, options: KlDivOptions = {}): Tensor {
  checkOptions("klDivLoss", options, ["logTarget", "reduction"]);
  const { logTarget = false, reduction = "batchmean" } = options;
  if (reduction !== "batchmean") checkReduction("klDivLoss", reduction);
  if (input.shape.join() !== target.shape.join()) {
    throw shapeMismatch({ where: "klDivLoss", expected: `targets [${input.shape.join(", ")}]`, got: target.shape });
  }
  return tidy(() => {
    const y = logTarget ? exp(target) : target;
    const logY = logTarget ? target : log(maximum(target, 1e-38));
    const terms = where(notEqual(y, 0), mul(y, sub(logY, input)), zerosLike(input));
    return reduction === "batchmean" ? div(sum(terms), input.shape[0] ?? 1) : reduce(terms, reduction);
  });
}

/** {@link klDivLoss} with its options held. */
export class KLDivLoss extends HeldOptions<KlDivOptions> {
  constructor(options: KlDivOptions = {}) {
    super("KLDivLoss", options, ["logTarget", "reduction"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return klDivLoss(input, target, this.options);
  }
}
