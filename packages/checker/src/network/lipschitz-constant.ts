import { nextUp, sqrtUp, up } from "../arithmetic/rounding.ts";
import { convolutionNorm } from "../bounds/convolution-norm.ts";
import { proveSpectralNorm } from "../bounds/spectral-norm.ts";
import { largestMultiplicity } from "./convolution-map.ts";
import type { Branches, Op, ReluReflection } from "./op.ts";
import { eachEntry, largestLoad, type Windows } from "./windows.ts";

/**
 * A proved upper bound of the op's Lipschitz constant in the 2-norm.
 *
 * - dense: σ_max(W), by factorisation.
 * - groupSort: 1. Piecewise a permutation, and continuous.
 * - maxMin: 1. Per entry `(relu a - relu b)² + (relu(-a) - relu(-b))² <= (a - b)²`.
 * - prelu: the largest absolute slope.
 * - houseHolder: piecewise `I` or `I - 2vvᵀ`, and continuous: `max(1, 2|v|² - 1)`.
 * - scale: `|factor|`.
 * - convolution and its transpose, which has the same norm: `convolutionNorm`.
 * - gather: `AᵀA = diag(how often an entry is copied)`, so the root of the largest count.
 * - windowSum: the largest absolute row sum of `AAᵀ` (Gershgorin), see `windowSumNorm`; exact for windows that share nothing.
 * - windowNorm: each output is factor-Lipschitz in its window, and squares add: `√(max_j Σ_{i ∋ j} factor_i²)`.
 * - centre: 1, an orthogonal projection. shift: 1.
 * - branches: `Σ |weight| · Π constants`.
 * - reluReflection: piecewise `I - 2 Vᵀ D V` with `0 <= D <= I`, whose middle term has its eigenvalues in `[0, 2σ²]`, and continuous: `max(1, 2σ(V)² - 1)`.
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
    case "convolution":
    case "convolutionTranspose":
      return convolutionNorm(op.map);
    case "gather":
      return sqrtUp(largestMultiplicity(op.sources));
    case "windowSum":
      return windowSumNorm(op);
    case "windowNorm":
      return up(sqrtUp(up(largestLoad(op.windows, (i) => (op.factors[i] as number) ** 2))));
    case "centre":
    case "shift":
      return 1;
    case "branches":
      return branchesConstant(op);
    case "reluReflection":
      return reluReflectionConstant(op);
  }
}

/** `‖A‖₂² = ‖AAᵀ‖₂ <= ‖|A||A|ᵀ‖_∞ = max_i |f_i| Σ_{j in window i} Σ_{k ∋ j} |f_k|`; also bounds the matrix of absolute values. */
export function windowSumNorm({ windows, factors }: { readonly windows: Windows; readonly factors: Float64Array }): number {
  const loads = new Float64Array(windows.sources.reduce((largest, source) => Math.max(largest, source), -1) + 1);
  eachEntry(windows, (i, j) => (loads[j] = (loads[j] as number) + Math.abs(factors[i] as number)));
  const rows = new Float64Array(factors.length);
  eachEntry(windows, (i, j) => (rows[i] = (rows[i] as number) + Math.abs(factors[i] as number) * (loads[j] as number)));
  return up(sqrtUp(up(rows.reduce((largest, sum) => (sum > largest || Number.isNaN(sum) ? sum : largest), 0))));
}

function branchesConstant({ branches }: Branches): number {
  return branches.reduce((total, { weight, ops }) => {
    const chain = ops.reduce((product, op) => nextUp(product * lipschitzConstant(op)), 1);
    return nextUp(total + nextUp(Math.abs(weight) * chain));
  }, 0);
}

function reluReflectionConstant({ inner }: ReluReflection): number {
  const sigma = lipschitzConstant(inner);
  return Math.max(1, nextUp(2 * nextUp(sigma * sigma) - 1));
}
