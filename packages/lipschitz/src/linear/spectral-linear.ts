import type { Tensor } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, type Parametrisation, readConfig, stiefel } from "@surenet/nn";
import { BjorckNorm } from "../parametrisations/bjorck-norm.ts";
import { SpectralNorm } from "../parametrisations/spectral-norm.ts";
import { ConstrainedLinear, type ConstrainedLinearOptions } from "./constrained-linear.ts";

/**
 * How a weight is kept orthogonal: `"stiefel"` moves it on the manifold, so that it always is; `"torchlip"` projects an unconstrained one at each training forward as
 * deel-torchlip does, for parity (its evaluation weight is one step old, and without Björck it exceeds its bound).
 */
export type Projection = "stiefel" | "torchlip";

export interface SpectralLinearOptions extends ConstrainedLinearOptions {
  readonly projection?: Projection;
  /** torchlip only: floor of the power iteration's norms. */
  readonly epsSpectral?: number;
  /** torchlip only: Björck stops when a step changes less; null leaves Björck out. */
  readonly epsBjorck?: number | null;
}

/**
 * A linear layer whose weight has all singular values equal: `y = x · (k Q) + b`, with Q `[in, out]` orthonormal in its rows or columns, whichever are fewer.
 *
 * It is kCoefLip-Lipschitz, and where out >= in it keeps distances exactly. Q starts random orthogonal, the bias at zero.
 *
 * @throws SurenetError `E_OPTION`
 * @example new SpectralLinear(784, 256, { rng })
 * @see Anil, Lucas & Grosse 2019; the manifold's step in `stiefelStep` of @surenet/nn
 */
export class SpectralLinear extends ConstrainedLinear {
  static readonly id: string = "lipschitz.SpectralLinear";
  readonly projection: Projection;
  readonly #epsSpectral: number;
  readonly #epsBjorck: number | null;

  constructor(inFeatures: number, outFeatures: number, options: SpectralLinearOptions) {
    checkOptions("SpectralLinear", options, ["rng", "bias", "kCoefLip", "projection", "epsSpectral", "epsBjorck"]);
    checkProjection(options);
    const { rng, projection = "stiefel", epsSpectral = 1e-3, epsBjorck = 1e-3 } = options;
    super(inFeatures, outFeatures, options, (initial) =>
      projection === "stiefel" ? { manifold: stiefel() } : { parametrisations: torchlipChain(initial, { rng, epsSpectral, epsBjorck }) },
    );
    this.projection = projection;
    this.#epsSpectral = epsSpectral;
    this.#epsBjorck = epsBjorck;
  }

  static fromJSON(config: JsonObject): SpectralLinear {
    const { inFeatures, outFeatures, projection, epsSpectral, epsBjorck, ...rest } = readConfig("lipschitz.SpectralLinear", config, {
      inFeatures: "number",
      outFeatures: "number",
      bias: "boolean",
      kCoefLip: "number",
      projection: "string",
      epsSpectral: "json",
      epsBjorck: "json",
    });
    const parity =
      projection === "torchlip" ? { epsSpectral: Number(epsSpectral), epsBjorck: epsBjorck === null ? null : Number(epsBjorck) } : {};
    return new SpectralLinear(inFeatures, outFeatures, { ...rest, projection: projection as Projection, ...parity, rng: createRng(0) });
  }

  override config(): JsonObject {
    return { ...super.config(), projection: this.projection, epsSpectral: this.#epsSpectral, epsBjorck: this.#epsBjorck };
  }
}

/** Power iteration, then Björck, as deel-torchlip chains them. */
function torchlipChain(
  initial: Tensor,
  { rng, epsSpectral, epsBjorck }: { rng: Rng; epsSpectral: number; epsBjorck: number | null },
): Parametrisation[] {
  const unit = (size: number): Float32Array => {
    const values = rng.values.normal(size);
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const [inFeatures = 1, outFeatures = 1] = initial.shape;
  const spectral = new SpectralNorm({ u: unit(outFeatures), v: unit(inFeatures) }, { eps: epsSpectral });
  spectral.warmUp(initial, 15); // as many as torch runs at construction
  return epsBjorck === null ? [spectral] : [spectral, new BjorckNorm(initial, { eps: epsBjorck })];
}

function checkProjection({ projection = "stiefel", epsSpectral, epsBjorck }: SpectralLinearOptions): void {
  if (projection !== "stiefel" && projection !== "torchlip") {
    throw invalidOption({ where: "SpectralLinear", option: "projection", got: projection, expected: '"stiefel" or "torchlip"' });
  }
  const stray = epsSpectral !== undefined ? "epsSpectral" : epsBjorck !== undefined ? "epsBjorck" : undefined;
  if (projection === "stiefel" && stray !== undefined) {
    throw invalidOption({
      where: "SpectralLinear",
      option: stray,
      got: stray === "epsSpectral" ? epsSpectral : epsBjorck,
      expected: 'nothing with projection "stiefel", which iterates nothing',
      fix: 'Remove it, or pass projection: "torchlip" to reproduce deel-torchlip.',
    });
  }
}
