import { type Tensor, add, div, matMul, norm, sub } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, invalidOption, shapeMismatch, stopGradient } from "@surenet/tensor-backend";

export interface SpectralNormalizationOptions {
  /** The right vector of an earlier call, `[1, columns]`; without it one is drawn from `rng` and twice as many steps are allowed. */
  readonly u?: Tensor;
  readonly rng?: Pick<Rng, "normal">;
  /** Stop when a step moves u by less than this; also added to σ before the division. */
  readonly eps?: number;
  readonly maxIter?: number;
}

/** What {@link spectralNormalization} gives, in a scope of the caller. */
export interface SpectrallyNormalized {
  readonly weight: Tensor;
  /** `[1, columns]`, for the next call. */
  readonly u: Tensor;
  /** The estimate of the largest singular value, a scalar; never above it. */
  readonly sigma: Tensor;
  readonly iterations: number;
}

/**
 * Divides a matrix by a power iteration's estimate of its largest singular value: `u ← n(u Kᵀ K)`, `σ = ‖u Kᵀ‖`, `K / (σ + eps)`.
 *
 * The gradient runs through the iteration. The estimate reads low, so the result may have a norm above 1: it may normalise a weight, never certify it. Reads one number a step from
 * the engine.
 *
 * @param kernel `[rows, columns]`, borrowed
 * @throws SurenetError `E_SHAPE`, `E_OPTION` when neither u nor rng is given
 * @example spectralNormalization(tensor([[3, 0], [0, 1]]), { u: tensor([[1, 0]]), eps: 1e-6 }).sigma // 3
 * @see deel-torchlip 1.0.5, `spectral_normalization`
 */
export function spectralNormalization(kernel: Tensor, options: SpectralNormalizationOptions = {}): SpectrallyNormalized {
  const { start, eps, steps } = readOptions(kernel, options);
  let [u, iterations, change] = [start, 0, Infinity];
  do {
    const image = matMul(matMul(u, kernel, false, true), kernel);
    const next = div(image, norm(image));
    change = norm(stopGradient(sub(next, u))).dataSync()[0] ?? NaN;
    u = next;
    iterations++;
  } while (iterations < steps && change >= eps);
  const sigma = norm(matMul(u, kernel, false, true));
  return { weight: div(kernel, add(sigma, eps)), u, sigma, iterations };
}

function readOptions(kernel: Tensor, options: SpectralNormalizationOptions): { start: Tensor; eps: number; steps: number } {
  const where = "spectralNormalization";
  checkOptions(where, options, ["u", "rng", "eps", "maxIter"]);
  const { u, rng, eps = 1e-3, maxIter = 10 } = options;
  const [, columns = 0] = kernel.shape;
  if (kernel.rank !== 2) throw shapeMismatch({ where, expected: "a matrix [rows, columns]", got: kernel.shape });
  if (!(eps >= 0)) throw invalidOption({ where, option: "eps", got: eps, expected: "a number >= 0" });
  if (!Number.isInteger(maxIter) || maxIter < 1)
    throw invalidOption({ where, option: "maxIter", got: maxIter, expected: "an integer >= 1" });
  if (u !== undefined && u.shape.join() !== `1,${columns}`)
    throw shapeMismatch({ where, problem: "u does not fit", expected: `[1, ${columns}]`, got: u.shape });
  if (u !== undefined) return { start: u, eps, steps: maxIter };
  if (rng === undefined) throw invalidOption({ where, option: "rng", got: rng, expected: "a source for the first vector, or u" });
  return { start: rng.normal([1, columns]), eps, steps: 2 * maxIter };
}
