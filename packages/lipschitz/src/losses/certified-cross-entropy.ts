import { crossEntropy } from "@surenet/losses";
import { type Tensor, add, cast, div, matMul, mul, oneHot, relu, reshape, sqrt, square, sub, sum, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { headOf } from "../certify/head-of.ts";
import { positiveTau } from "./positive-tau.ts";

export interface CertifiedCrossEntropyOptions {
  /** How sharply radii short of the offset are punished. */
  readonly tau?: number;
  /** In units of the input: about twice the radius that one wants to certify. The dial from accuracy (small) to radius (large). */
  readonly offset?: number;
}

/**
 * Cross entropy on certified radii: what is trained is what is certified.
 *
 * With `r_j = (f_y - f_j) / √(‖w_y - w_j‖² + 1e-9)`, the radius against class j (of a 1-Lipschitz body), `z_y = 0` and `z_j = τ (offset - r_j)`: `CE(z, y) / τ`.
 * The gradient flows through the head's weights as well.
 *
 * @param output logits `[N, C]`
 * @param target int32 class indices `[N]`
 * @param headWeight `[in, C]`, the effective weight that made the logits
 * @returns a scalar, owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example
 * // f = (1, 0), w = the unit vectors: r = 1/√2, z = (0, 4 (1 - 0.7071)): log(1 + e^1.1716) / 4
 * certifiedCrossEntropy(tensor([[1, 0]]), tensor1d([0], "int32"), tensor([[1, 0], [0, 1]])) // 0.3602
 */
export function certifiedCrossEntropy(
  output: Tensor,
  target: Tensor,
  headWeight: Tensor,
  options: CertifiedCrossEntropyOptions = {},
): Tensor {
  const { tau, offset } = readOptions("certifiedCrossEntropy", options);
  const classes = output.shape.at(-1) ?? 0;
  if (output.rank !== 2 || headWeight.rank !== 2 || headWeight.shape[1] !== classes) {
    throw shapeMismatch({
      where: "certifiedCrossEntropy",
      expected: `logits [samples, ${headWeight.shape[1] ?? "classes"}]`,
      got: output.shape,
    });
  }
  return tidy(() => {
    const hot = cast(oneHot(cast(target, "int32"), classes), "float32");
    const margins = sub(sum(mul(output, hot), -1, true), output);
    const radii = div(margins, matMul(hot, pairDistances(headWeight)));
    const logits = mul(mul(sub(offset, radii), tau), sub(1, hot));
    return div(crossEntropy(logits, target), tau);
  });
}

/** `√(‖w_i - w_j‖² + 1e-9)` for all pairs of columns: `[C, C]`. */
function pairDistances(weight: Tensor): Tensor {
  const squares = sum(square(weight), 0);
  const product = matMul(weight, weight, true, false);
  const distances = sub(add(reshape(squares, [-1, 1]), squares), mul(product, 2));
  return sqrt(add(relu(distances), 1e-9)); // 1e-9: the derivative of the root stays finite on the diagonal
}

/** {@link certifiedCrossEntropy} for `train`: it finds the head's weight in the model. */
export class CertifiedCrossEntropyLoss {
  readonly tau: number;
  readonly offset: number;

  constructor(options: CertifiedCrossEntropyOptions = {}) {
    const { tau, offset } = readOptions("CertifiedCrossEntropyLoss", options);
    this.tau = tau;
    this.offset = offset;
  }

  /** @throws SurenetError `E_UNSUPPORTED` when the model does not end in a linear layer */
  forward(output: Tensor, target: Tensor, model: Module): Tensor {
    return tidy(() => certifiedCrossEntropy(output, target, headOf(model).value, this));
  }
}

function readOptions(where: string, options: CertifiedCrossEntropyOptions): Required<CertifiedCrossEntropyOptions> {
  checkOptions(where, options, ["tau", "offset"]);
  const { tau = 4, offset = 1 } = options;
  positiveTau(where, tau);
  if (!(offset >= 0 && offset < Infinity)) throw invalidOption({ where, option: "offset", got: offset, expected: "a finite number >= 0" });
  return { tau, offset };
}
