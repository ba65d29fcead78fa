import { gamma, nextUp, sqrtUp, U64, up } from "../arithmetic/rounding.ts";
import type { Gram } from "./gram.ts";

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

/** The singular values of a matrix with this Gram matrix, bounded from a claim of `σ²`; Infinity when it cannot be proved. */
export function proveRoot(gram: Gram, claim: number): number {
  const proved = gram.error < Infinity ? proveLargestEigenvalue(gram, claim) : Infinity;
  return proved < Infinity ? nextUp(sqrtUp(proved)) : Infinity;
}
