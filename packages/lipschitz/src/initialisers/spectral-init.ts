import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions } from "@surenet/tensor-backend";
import { bjorckNormalization } from "../normalisers/bjorck-normalization.ts";
import { spectralNormalization } from "../normalisers/spectral-normalization.ts";

export interface SpectralInitOptions {
  readonly rng: Pick<Rng, "normal">;
  readonly epsSpectral?: number;
  readonly maxIterSpectral?: number;
}

export interface BjorckInitOptions extends SpectralInitOptions {
  readonly epsBjorck?: number;
  readonly maxIterBjorck?: number;
  readonly beta?: number;
}

/**
 * A first weight of spectral norm just below 1: the given one through `spectralNormalization`.
 *
 * @param weight `[rows, columns]`, borrowed
 * @returns the same shape, owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example spectralInit(tensor([[2, 0], [0, 1]]), { rng }) // [[0.9995, 0], [0, 0.49975]]: divided by 2 + 1e-3
 */
export function spectralInit(weight: Tensor, options: SpectralInitOptions): Tensor {
  checkOptions("spectralInit", options, ["rng", "epsSpectral", "maxIterSpectral"]);
  const { rng, epsSpectral = 1e-3, maxIterSpectral = 10 } = options;
  return tidy(() => spectralNormalization(weight, { rng, eps: epsSpectral, maxIter: maxIterSpectral }).weight);
}

/**
 * A first weight that is nearly orthogonal: the given one through `spectralNormalization` and `bjorckNormalization`.
 *
 * `orthogonalMatrix` of @surenet/tensor-backend, which the layers start from, is exact and does not depend on a first draw's conditioning.
 *
 * @param weight `[rows, columns]`, borrowed
 * @returns the same shape, owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example bjorckInit(tensor([[2, 0], [0, 1]]), { rng }) // [[1, 0], [0, 1]] within 1e-3
 */
export function bjorckInit(weight: Tensor, options: BjorckInitOptions): Tensor {
  checkOptions("bjorckInit", options, ["rng", "epsSpectral", "maxIterSpectral", "epsBjorck", "maxIterBjorck", "beta"]);
  const { rng, epsSpectral = 1e-3, maxIterSpectral = 10, epsBjorck = 1e-3, maxIterBjorck = 15, beta = 0.5 } = options;
  return tidy(() => {
    const { weight: bounded } = spectralNormalization(weight, { rng, eps: epsSpectral, maxIter: maxIterSpectral });
    return bjorckNormalization(bounded, { eps: epsBjorck, maxIter: maxIterBjorck, beta }).weight;
  });
}
