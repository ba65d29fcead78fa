import { checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, readConfig, stiefel } from "@surenet/nn";
import {
  orthogonal,
  type Projection,
  PROJECTION_OPTIONS,
  projectionFromConfig,
  type ProjectionOptions,
  readProjection,
  torchlipChain,
} from "../module/projection.ts";
import { ConstrainedLinear, type ConstrainedLinearOptions } from "./constrained-linear.ts";

export type { Projection } from "../module/projection.ts";

export interface SpectralLinearOptions extends ConstrainedLinearOptions, ProjectionOptions {}

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
    checkOptions("SpectralLinear", options, ["rng", "bias", "kCoefLip", ...PROJECTION_OPTIONS]);
    const { rng } = options;
    const { projection, epsSpectral, epsBjorck } = readProjection("SpectralLinear", options);
    super(inFeatures, outFeatures, options, (initial) =>
      projection === "torchlip"
        ? { parametrisations: torchlipChain(initial, { rng, epsSpectral, epsBjorck }) }
        : orthogonal(projection, stiefel),
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
    const parity = projectionFromConfig({ projection, epsSpectral, epsBjorck });
    return new SpectralLinear(inFeatures, outFeatures, { ...rest, ...parity, rng: createRng(0) });
  }

  override config(): JsonObject {
    return { ...super.config(), projection: this.projection, epsSpectral: this.#epsSpectral, epsBjorck: this.#epsBjorck };
  }
}
