import { gamma, nextUp, sqrtUp, U64, up } from "../arithmetic/rounding.ts";
import { type Gram, gram } from "./gram.ts";
import type { Matrix } from "./matrix.ts";

/** A claim `λ_max(G) <= claim` together with what the proof makes of it. */
export interface SpectralNormProof {
  /** Proposed bound of `σ²`, the only number that was searched for. */
  readonly claim: number;
  /** Proved: `σ_max(W) <= bound`. */
  readonly bound: number;
}

/**
 * Proves `λ_max(G) <= result` from a claim by one Cholesky factorisation, or returns Infinity when the claim cannot be proved.
 *
 * When the factorisation of `A = c·I - Ĝ` runs to its end, `L Lᵀ = A + ΔA` with `‖ΔA‖₂ <= γ/(1-γ) · tr A` is positive semidefinite, hence
 * `λ_max(G) <= c + γ/(1-γ)·tr A + u·max a_ii + ‖Ĝ - G‖₂ + 1e-280` (Higham 2002, theorems 10.3-10.5; Rump 2006). γ is `γ_{k+8}`: k + 1 for the
 * factorisation, 7 more so that a square root may be off by four units in the last place.
 */
export function proveLargestEigenvalue({ size, data, error }: Gram, claim: number): number {
  const a = new Float64Array(size * size);
  let trace = 0;
  let largest = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) a[i * size + j] = -(data[i * size + j] as number);
    const diagonal = claim - (data[i * size + i] as number);
    if (!(diagonal > 0)) return Infinity;
    a[i * size + i] = diagonal;
    trace += diagonal;
    largest = Math.max(largest, diagonal);
  }
  if (!factorise(a, size)) return Infinity;
  const g = gamma(size + 8, U64);
  return nextUp(claim + up(up((g / (1 - g)) * trace) + U64 * largest + error + 1e-280));
}

/** Row-oriented Cholesky of the lower triangle, in place; false when a pivot is not positive. */
function factorise(a: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = a[row + j] as number;
      for (let t = 0; t < j; t++) sum -= (a[row + t] as number) * (a[other + t] as number);
      if (j < i) {
        a[row + j] = sum / (a[other + j] as number);
        continue;
      }
      if (!(sum > 0)) return false;
      const root = Math.sqrt(sum);
      if (!(Math.abs(root * root - sum) <= 5 * U64 * sum)) return false; // Math.sqrt is only implementation-approximated: checked, not trusted
      a[row + i] = root;
    }
  }
  return true;
}

/**
 * The smallest provable claim of `λ_max(G)`, found by bisection on the proof itself.
 *
 * It starts between the largest diagonal entry (`<= λ_max`) and the largest absolute row sum (`>= λ_max`, Gershgorin), so no iteration that could read low is involved.
 */
export function proposeLargestEigenvalue(g: Gram): number {
  let low = 0;
  let high = 0;
  for (let i = 0; i < g.size; i++) {
    let sum = 0;
    for (let j = 0; j < g.size; j++) sum += Math.abs(g.data[i * g.size + j] as number);
    high = Math.max(high, sum);
    low = Math.max(low, g.data[i * g.size + i] as number);
  }
  const slack = 4 * g.error + 1e-13 * high + 1e-280; // what a claim must leave for the factorisation to end
  high += slack;
  while (high - low > 1e-12 * high + slack) {
    const middle = (low + high) / 2;
    if (proveLargestEigenvalue(g, middle) < Infinity) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * A proved upper bound of the largest singular value of a float32 matrix, tight to about 1e-12.
 *
 * A statement about the stored weights in exact arithmetic. Cost: one Gram matrix and about thirty factorisations; with a `claim` (a bound of σ² to be
 * checked) a single one.
 *
 * @returns bound Infinity when the claim cannot be proved or a weight is not finite
 * @example proveSpectralNorm({ rows: 2, columns: 2, data: Float32Array.of(3, 0, 0, 4) }).bound // 4.0000000000...
 */
export function proveSpectralNorm(matrix: Matrix, claim?: number): SpectralNormProof {
  const g = gram(matrix);
  if (!(g.error < Infinity)) return { claim: NaN, bound: Infinity };
  const proposed = claim ?? proposeLargestEigenvalue(g);
  const proved = proveLargestEigenvalue(g, proposed);
  return { claim: proposed, bound: proved < Infinity ? nextUp(sqrtUp(proved)) : Infinity };
}
