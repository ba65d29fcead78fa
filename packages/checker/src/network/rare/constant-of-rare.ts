import { nextUp, normUp, sqrtUp, up } from "../../arithmetic/rounding.ts";
import type { Bounds } from "../bounds.ts";
import { constantOf } from "../constant-of.ts";
import type { Branches, Concat, HouseHolder, Op, RareOp, ReluReflection } from "../op.ts";
import { eachEntry, largestLoad, type Windows } from "./windows.ts";

/**
 * A proved upper bound of a rare op's Lipschitz constant in the 2-norm.
 *
 * - prelu: the largest absolute slope. scale: `|factor|`. shift: 1.
 * - houseHolder: piecewise `I` or `I - 2vvᵀ`, and continuous: `max(1, 2|v|² - 1)`.
 * - windowSum: the largest absolute row sum of `AAᵀ` (Gershgorin), see `windowSumNorm`; exact for windows that share nothing.
 * - windowNorm: each output is factor-Lipschitz in its window, and squares add: `√(max_j Σ_{i ∋ j} factor_i²)`.
 * - centre: 1, an orthogonal projection.
 * - branches: `Σ |weight| · Π constants`, the triangle inequality.
 * - concat: squares add, so `√(Σ c²)` of the branches' constants for one shared input (`‖Δy‖² = Σ ‖Δy_i‖² <= Σ c_i² ‖Δx‖²`), and their largest for parts of
 *   their own (`Σ c_i² ‖Δx_i‖² <= max c² Σ ‖Δx_i‖²`).
 * - reluReflection: piecewise `I - 2 Vᵀ D V` with `0 <= D <= I`, whose middle term has its eigenvalues in `[0, 2σ²]`, and continuous: `max(1, 2σ(V)² - 1)`.
 */
export function constantOfRare(op: RareOp, bounds: Bounds): number {
  switch (op.op) {
    case "prelu":
      return Math.max(Math.abs(op.positive), ...op.negative.map(Math.abs));
    case "scale":
      return Math.abs(op.factor);
    case "houseHolder":
      return houseHolderConstant(op);
    case "windowSum":
      return windowSumNorm(op);
    case "windowNorm":
      return up(sqrtUp(up(largestLoad(op.windows, (i) => (op.factors[i] as number) ** 2))));
    case "centre":
    case "shift":
      return 1;
    case "branches":
      return branchesConstant(op, bounds);
    case "concat":
      return concatConstant(op, bounds);
    case "reluReflection":
      return reluReflectionConstant(op, bounds);
  }
}

function houseHolderConstant({ sine, cosine }: HouseHolder): number {
  return sine.reduce((largest, s, c) => Math.max(largest, up(2 * up(s ** 2 + (cosine[c] as number) ** 2) - 1)), 1);
}

/** `‖A‖₂² = ‖AAᵀ‖₂ <= ‖|A||A|ᵀ‖_∞ = max_i |f_i| Σ_{j in window i} Σ_{k ∋ j} |f_k|`; also bounds the matrix of absolute values. */
export function windowSumNorm({ windows, factors }: { readonly windows: Windows; readonly factors: Float64Array }): number {
  const loads = new Float64Array(windows.sources.reduce((largest, source) => Math.max(largest, source), -1) + 1);
  eachEntry(windows, (i, j) => (loads[j] = (loads[j] as number) + Math.abs(factors[i] as number)));
  const rows = new Float64Array(factors.length);
  eachEntry(windows, (i, j) => (rows[i] = (rows[i] as number) + Math.abs(factors[i] as number) * (loads[j] as number)));
  return up(sqrtUp(up(rows.reduce((largest, sum) => (sum > largest || Number.isNaN(sum) ? sum : largest), 0))));
}

function chainConstant(ops: readonly Op[], bounds: Bounds): number {
  return ops.reduce((product, op) => nextUp(product * constantOf(op, bounds)), 1);
}

function branchesConstant({ branches }: Branches, bounds: Bounds): number {
  return branches.reduce((total, { weight, ops }) => nextUp(total + nextUp(Math.abs(weight) * chainConstant(ops, bounds))), 0);
}

function concatConstant({ branches, parts }: Concat, bounds: Bounds): number {
  const constants = branches.map((ops) => chainConstant(ops, bounds));
  return parts === undefined ? normUp(constants) : Math.max(...constants);
}

function reluReflectionConstant({ inner }: ReluReflection, bounds: Bounds): number {
  const sigma = constantOf(inner, bounds);
  return Math.max(1, nextUp(2 * nextUp(sigma * sigma) - 1));
}
