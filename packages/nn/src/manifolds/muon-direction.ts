import { type Tensor, add, div, matMul, mul, norm, tidy } from "@tensorflow/tfjs-core";

// Two odd quintics of the Polar Express: each lifts the small singular values of a matrix of norm 1 as far as a polynomial of its degree can. Cut after two they overshoot to 1.98.
const POLYNOMIALS = [
  [8.28721, -23.59589, 17.30039],
  [4.10706, -2.94785, 0.54484],
] as const;

/** Largest learning rate with this direction: the overshoot of 1.98 times 0.1 keeps a step below the radius of 0.2 in spectral norm. */
export const MUON_RATE_LIMIT = 0.1;

/**
 * The momentum with all its singular values brought near 1: the direction of Muon.
 *
 * `Y₀ = M / (1.01 ‖M‖_F)`, then twice `Y ← a Y + b (Y Yᵀ) Y + c (Y Yᵀ)² Y`; every singular value that is not tiny ends between 0.4 and 1.98.
 *
 * @param momentum `[rows, columns]`, borrowed
 * @returns the same shape, owned by the caller; zero for a momentum of zero
 * @see Jordan et al. 2024 (Muon); Amsel et al. 2025 (the Polar Express), whose coefficients these are
 */
export function muonDirection(momentum: Tensor): Tensor {
  const [rows = 1, columns = 1] = momentum.shape;
  const isWide = rows <= columns;
  return tidy(() => {
    let y = div(momentum, add(mul(norm(momentum), 1.01), 1e-30)); // 1e-30: a zero momentum stays zero
    for (const [a, b, c] of POLYNOMIALS) {
      const gram = isWide ? matMul(y, y, false, true) : matMul(y, y, true, false);
      const powers = add(mul(gram, b), mul(matMul(gram, gram), c));
      y = add(mul(y, a), isWide ? matMul(powers, y) : matMul(y, powers));
    }
    return y;
  });
}
