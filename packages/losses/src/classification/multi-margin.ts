import { type Tensor, type Tensor1D, add, cast, mul, oneHot, relu, reshape, square, sub, sum, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { checkReduction, reduce, type Reduction } from "../reduction/reduction.ts";
import { checkIndices } from "./check-indices.ts";
import { HeldOptions } from "../reduction/held-options.ts";

export interface MultiMarginOptions {
  /** Exponent of each shortfall. */
  readonly p?: 1 | 2;
  readonly margin?: number;
  /** Divide each sample's sum by the number of classes, as torch does. */
  readonly perClass?: boolean;
  readonly reduction?: Reduction;
}

/**
 * The multiclass hinge: `ℓ = Σ_{c≠y} max(0, margin - x_y + x_c)^p`, divided by C with `perClass`.
 *
 * @param input scores `[N, C]`, borrowed
 * @param target int32 class indices `[N]`
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`, `E_VALUE`
 * @example multiMarginLoss(tensor([[0.5, 0, 1]]), tensor1d([0], "int32")) // 0.5 + 1.5 = 2
 * @see Crammer & Singer 2001; torch.nn.MultiMarginLoss is this with perClass
 */
export function multiMarginLoss(input: Tensor, target: Tensor, options: MultiMarginOptions = {}): Tensor {
  checkOptions("multiMarginLoss", options, ["p", "margin", "perClass", "reduction"]);
  const { p = 1, margin = 1, perClass = false, reduction = "mean" } = options;
  checkReduction("multiMarginLoss", reduction);
  if (p !== 1 && p !== 2) throw invalidOption({ where: "multiMarginLoss", option: "p", got: p, expected: "1 or 2" });
  if (!Number.isFinite(margin))
    throw invalidOption({ where: "multiMarginLoss", option: "margin", got: margin, expected: "a finite number" });
  const [samples = 0, classes = 0] = input.shape;
  if (input.rank !== 2 || target.shape.join() !== String(samples)) {
    throw shapeMismatch({ where: "multiMarginLoss", expected: "scores [N, C] and indices [N]", got: [input.shape, target.shape] });
  }
  checkIndices("multiMarginLoss", target, classes);
  return tidy(() => {
    const hot = cast(oneHot(target as Tensor1D, classes), "float32");
    const own = reshape(sum(mul(input, hot), -1), [-1, 1]);
    const short = relu(mul(add(sub(input, own), margin), sub(1, hot)));
    const losses = sum(p === 2 ? square(short) : short, -1);
    return reduce(perClass ? mul(losses, 1 / classes) : losses, reduction);
  });
}

/** {@link multiMarginLoss} with its options held. */
export class MultiMarginLoss extends HeldOptions<MultiMarginOptions> {
  constructor(options: MultiMarginOptions = {}) {
    super("MultiMarginLoss", options, ["p", "margin", "perClass", "reduction"]);
  }

  forward(input: Tensor, target: Tensor): Tensor {
    return multiMarginLoss(input, target, this.options);
  }
}
