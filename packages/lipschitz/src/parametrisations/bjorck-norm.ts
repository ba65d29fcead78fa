import { type Tensor, clone, matMul, mul, reshape, sqrt, square, sub, sum } from "@tensorflow/tfjs-core";
import { stopGradient } from "@surenet/tensor-backend";
import { Buffer, type Parametrisation } from "@surenet/nn";

/** From this step on the reference treats the cubic term as a constant of the gradient. */
const DETACH_FROM = 4;

export interface BjorckOptions {
  /** Stop when a step changes the matrix by less than this, in the Frobenius norm. */
  readonly eps?: number;
  readonly beta?: number;
  readonly maxIter?: number;
}

/**
 * Orthogonalises by Björck's iteration as deel-torchlip runs it: `A ← (1 + β) A - β A Aᵀ A`, at least once, until it settles or `maxIter` steps are done.
 *
 * From the fifth step on, the cubic term is detached, so the gradient is multiplied by 1 + β for each further step. That is the reference's behaviour, kept for
 * parity; the default layers use the Stiefel manifold instead. Reads one number a step from the engine, so it cannot run where `dataSync` cannot.
 *
 * @param weight `[..., out]` with singular values below √3, borrowed
 * @see Björck & Bowie 1971; deel-torchlip 1.0.5, `bjorck_normalization`
 */
export function bjorckNormalise(
  weight: Tensor,
  { eps = 1e-3, beta = 0.5, maxIter = 15 }: BjorckOptions = {},
): { weight: Tensor; iterations: number } {
  let a = reshape(weight, [-1, weight.shape.at(-1) ?? 1]);
  const [rows = 1, columns = 1] = a.shape;
  let iterations = 0;
  for (let change = Infinity; iterations < maxIter && change >= eps; iterations++) {
    const cubic = rows <= columns ? matMul(matMul(a, a, false, true), a) : matMul(a, matMul(a, a, true, false));
    const next = sub(mul(a, 1 + beta), mul(iterations < DETACH_FROM ? cubic : stopGradient(cubic), beta));
    change = sqrt(sum(square(stopGradient(sub(next, a))))).dataSync()[0] ?? 0;
    a = next;
  }
  return { weight: reshape(a, weight.shape), iterations };
}

/**
 * {@link bjorckNormalise} as a step of a chain: in training it normalises and remembers the result; in evaluation it gives back what it remembers, whatever its
 * input is, so the weight is the one of the last training forward (the reference's rule).
 */
export class BjorckNorm implements Parametrisation {
  readonly name: string = "bjorck";
  readonly #last: Buffer;
  readonly #options: BjorckOptions;
  /** Steps that the last training forward took. */
  iterations = 0;

  constructor(initial: Tensor, options: BjorckOptions = {}) {
    this.#options = options;
    this.#last = new Buffer(initial);
  }

  apply(weight: Tensor, { training }: { readonly training: boolean }): Tensor {
    if (!training) return clone(this.#last.variable);
    const result = bjorckNormalise(weight, this.#options);
    this.iterations = result.iterations;
    this.#last.assign(stopGradient(result.weight));
    return result.weight;
  }

  buffers(): Readonly<Record<string, Buffer>> {
    return { w: this.#last };
  }
}
