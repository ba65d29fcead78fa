import { type Tensor, div, matMul, maximum, mul, norm, reshape, sum, tensor, tidy } from "@tensorflow/tfjs-core";
import { stopGradient } from "@surenet/tensor-backend";
import { Buffer, type Parametrisation } from "@surenet/nn";

export interface SpectralNormOptions {
  /** Floor of the norms that the power iteration divides by. */
  readonly eps?: number;
}

/**
 * Divides a kernel by one power iteration's estimate of its largest singular value, with the vectors carried from step to step.
 *
 * With `M = Wᵀ: [out, rest]`: in training `u ← n(M v)`, `v ← n(Mᵀ u)`, `n(a) = a / max(‖a‖, eps)`; then `σ = uᵀ M v` and the result is `W / σ`. u and v are constants
 * of the gradient, σ is not. An estimate from below: it may normalise a weight, never certify it.
 *
 * @see Miyato et al. 2018; torch.nn.utils.parametrizations.spectral_norm, whose rule this is
 */
export class SpectralNorm implements Parametrisation {
  readonly name: string = "spectral";
  readonly #u: Buffer;
  readonly #v: Buffer;
  readonly #eps: number;

  /** @param vectors first values of u, one number an output, and of v */
  constructor({ u, v }: { readonly u: Float32Array; readonly v: Float32Array }, { eps = 1e-3 }: SpectralNormOptions = {}) {
    this.#u = new Buffer(() => tensor(u));
    this.#v = new Buffer(() => tensor(v));
    this.#eps = eps;
  }

  apply(weight: Tensor, { training }: { readonly training: boolean }): Tensor {
    const matrix = reshape(weight, [-1, weight.shape.at(-1) ?? 1]); // [rest, out]
    if (training) this.#iterate(stopGradient(matrix));
    const [u, v] = [reshape(this.#u.variable, [1, -1]), reshape(this.#v.variable, [1, -1])];
    const sigma = sum(mul(matMul(v, matrix), u));
    return div(weight, sigma);
  }

  /** Runs `steps` iterations without using them, as a construction does to warm up. */
  warmUp(weight: Tensor, steps: number): void {
    tidy(() => {
      for (let step = 0; step < steps; step++) this.#iterate(reshape(weight, [-1, weight.shape.at(-1) ?? 1]));
    });
  }

  buffers(): Readonly<Record<string, Buffer>> {
    return { u: this.#u, v: this.#v };
  }

  #iterate(matrix: Tensor): void {
    const normalise = (a: Tensor): Tensor => div(a, maximum(norm(a), this.#eps));
    const u = normalise(matMul(reshape(this.#v.variable, [1, -1]), matrix));
    const v = normalise(matMul(u, matrix, false, true));
    this.#u.assign(stopGradient(reshape(u, [-1])));
    this.#v.assign(stopGradient(reshape(v, [-1])));
  }
}
