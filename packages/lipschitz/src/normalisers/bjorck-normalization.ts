import { type Tensor, matMul, mul, reshape, sqrt, square, sub, sum } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, invalidValue, stopGradient } from "@surenet/tensor-backend";

/** From this step on the reference treats the cubic term as a constant of the gradient. */
const DETACH_FROM = 4;

export interface BjorckOptions {
  /** Stop when a step changes the matrix by less than this, in the Frobenius norm. */
  readonly eps?: number;
  readonly beta?: number;
  readonly maxIter?: number;
  /** `"torchlip"`: from the fifth step on the cubic term counts as a constant, which multiplies the gradient by 1 + β a step. */
  readonly gradient?: "exact" | "torchlip";
}

/**
 * Orthogonalises by Björck's iteration: `A ← (1 + β) A - β A Aᵀ A`, at least once, until it settles or `maxIter` steps are done.
 *
 * Known weaknesses: small singular values grow by 1 + β a step at most, so 15 steps need not be enough (a Gaussian 512 x 512 keeps one of 0.38); above √3 they change
 * sign, above √5 the iteration diverges. Reads one number a step from the engine, so it cannot run where `dataSync` cannot. `orthogonalise` of @surenet/tensor-backend has
 * none of these.
 *
 * @param weight `[..., out]` with singular values below √3, borrowed; all axes but the last are one
 * @returns the weight in the same shape, in a scope of the caller, and how many steps were done
 * @throws SurenetError `E_OPTION`; `E_VALUE` when it diverges
 * @example bjorckNormalization(tensor([[0.5, 0], [0, 1]])).weight // [[1.0000, 0], [0, 1]] after 5 steps
 * @see Björck & Bowie 1971; deel-torchlip 1.0.5, `bjorck_normalization`
 */
export function bjorckNormalization(weight: Tensor, options: BjorckOptions = {}): { weight: Tensor; iterations: number } {
  const { eps, beta, maxIter, gradient } = readOptions(options);
  let a = reshape(weight, [-1, weight.shape.at(-1) ?? 1]);
  const [rows = 1, columns = 1] = a.shape;
  let [iterations, change] = [0, Infinity];
  do {
    const cubic = rows <= columns ? matMul(matMul(a, a, false, true), a) : matMul(a, matMul(a, a, true, false));
    const isConstant = gradient === "torchlip" && iterations >= DETACH_FROM;
    const next = sub(mul(a, 1 + beta), mul(isConstant ? stopGradient(cubic) : cubic, beta));
    change = sqrt(sum(square(stopGradient(sub(next, a))))).dataSync()[0] ?? NaN;
    a = next;
    iterations++;
    if (!Number.isFinite(change)) throw diverged(iterations);
  } while (iterations < maxIter && change >= eps);
  return { weight: reshape(a, weight.shape), iterations };
}

function readOptions(options: BjorckOptions): Required<BjorckOptions> {
  const where = "bjorckNormalization";
  checkOptions(where, options, ["eps", "beta", "maxIter", "gradient"]);
  const { eps = 1e-3, beta = 0.5, maxIter = 15, gradient = "exact" } = options;
  if (!(eps >= 0)) throw invalidOption({ where, option: "eps", got: eps, expected: "a number >= 0" });
  if (!(beta > 0 && beta <= 0.5)) throw invalidOption({ where, option: "beta", got: beta, expected: "a number in (0, 0.5]" });
  if (!Number.isInteger(maxIter) || maxIter < 0)
    throw invalidOption({ where, option: "maxIter", got: maxIter, expected: "an integer >= 0" });
  if (gradient !== "exact" && gradient !== "torchlip")
    throw invalidOption({ where, option: "gradient", got: gradient, expected: '"exact" or "torchlip"' });
  return { eps, beta, maxIter, gradient };
}

function diverged(iterations: number): Error {
  return invalidValue({
    where: "bjorckNormalization",
    problem: `the iteration diverges: step ${iterations} is not finite`,
    expected: "singular values below √3",
    fix: "Divide the matrix by a bound of its spectral norm first (spectralNormUpperBound), or use orthogonalise.",
  });
}
