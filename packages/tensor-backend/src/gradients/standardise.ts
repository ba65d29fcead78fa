import { type GradConfig, type Tensor, add, mean, mul, neg, sub } from "@tensorflow/tfjs-core";
import { inverseDeviation, STANDARDISE, STANDARDISE_GRADIENT, type StandardiseAttrs } from "../kernels/composed/standardise.ts";
import { rule, unary } from "./rule.ts";
import { runKernel } from "./run-kernel.ts";

/**
 * Gradients of `y = (x − μ)·r`, row by row. The first, `g(dy, x) = r (dy − mean(dy) − y mean(dy ∘ y))`, is a symmetric map of dy. With `s = ⟨h, g(dy, x)⟩`,
 * `∂s/∂y = −r (h mean(dy ∘ y) + dy mean(h ∘ y))` and `∂r/∂x = −r² y/n`.
 */
export const standardisations: readonly GradConfig[] = [
  unary(STANDARDISE, (dy, x, attrs: StandardiseAttrs) => runKernel(STANDARDISE_GRADIENT, { dy, x }, attrs)),
  rule(STANDARDISE_GRADIENT, ["dy", "x"], (h, { dy, x }, attrs: StandardiseAttrs) => ({
    dy: () => runKernel(STANDARDISE_GRADIENT, { dy: h, x }, attrs),
    x: () => {
      const [y, r] = [runKernel(STANDARDISE, { x }, attrs), inverseDeviation(x, attrs)];
      const [ofSlope, ofH] = [rowMean(mul(dy, y)), rowMean(mul(h, y))];
      const throughY = runKernel(STANDARDISE_GRADIENT, { dy: neg(mul(r, add(mul(h, ofSlope), mul(dy, ofH)))), x }, attrs);
      const share = sub(sub(rowMean(mul(h, dy)), mul(rowMean(h), rowMean(dy))), mul(ofSlope, ofH)); // s/(n r)
      return sub(throughY, mul(mul(mul(r, r), share), y));
    },
  })),
];

function rowMean(x: Tensor): Tensor {
  return mean(x, -1, true);
}
