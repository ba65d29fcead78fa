import { up } from "../arithmetic/rounding.ts";
import { proveSpectralNorm } from "../bounds/spectral-norm.ts";
import type { Op } from "./op.ts";

/**
 * A proved upper bound of the op's Lipschitz constant in the 2-norm.
 *
 * - dense: σ_max(W), by factorisation.
 * - groupSort: 1. Piecewise a permutation, and continuous.
 * - maxMin: 1. Per entry `(relu a - relu b)² + (relu(-a) - relu(-b))² <= (a - b)²`.
 * - prelu: the largest absolute slope.
 * - houseHolder: piecewise `I` or `I - 2vvᵀ`, and continuous: `max(1, 2|v|² - 1)`.
 * - scale: `|factor|`.
 */
export function lipschitzConstant(op: Op): number {
  switch (op.op) {
    case "dense":
      return proveSpectralNorm(op.weight).bound;
    case "groupSort":
    case "maxMin":
      return 1;
    case "prelu":
      return Math.max(Math.abs(op.positive), ...op.negative.map(Math.abs));
    case "houseHolder": {
      let largest = 1;
      for (let c = 0; c < op.sine.length; c++) {
        const square = up((op.sine[c] as number) ** 2 + (op.cosine[c] as number) ** 2);
        largest = Math.max(largest, up(2 * square - 1));
      }
      return largest;
    }
    case "scale":
      return Math.abs(op.factor);
  }
}
