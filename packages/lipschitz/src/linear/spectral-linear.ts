import { type Tensor, tensor, tidy, zeros } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, createRng, invalidOption, orthogonalMatrix } from "@surenet/tensor-backend";
import { type JsonObject, type Linear, linear, Parameter, type Parametrisation, readConfig, stiefel } from "@surenet/nn";
import { lowerDense } from "../certify/lower-dense.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";
import { BjorckNorm } from "../parametrisations/bjorck-norm.ts";
import { Scale } from "../parametrisations/scale.ts";
import { SpectralNorm } from "../parametrisations/spectral-norm.ts";
import { exportLinear } from "./export-linear.ts";

/**
 * How a weight is kept orthogonal: `"stiefel"` moves it on the manifold, so that it always is; `"torchlip"` projects an unconstrained one at each training forward as
 * deel-torchlip does, for parity (its evaluation weight is one step old, and without Björck it exceeds its bound).
 */
export type Projection = "stiefel" | "torchlip";

export interface SpectralLinearOptions extends LipschitzOptions {
  readonly rng: Rng;
  readonly bias?: boolean;
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
export class SpectralLinear extends LipschitzModule {
  static readonly id: string = "lipschitz.SpectralLinear";
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly projection: Projection;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly #epsSpectral: number;
  readonly #epsBjorck: number | null;
  readonly #scale: Scale;

  constructor(inFeatures: number, outFeatures: number, options: SpectralLinearOptions) {
    checkOptions("SpectralLinear", options, ["rng", "bias", "kCoefLip", "projection", "epsSpectral", "epsBjorck"]);
    super(options);
    const { rng, bias = true, projection = "stiefel", epsSpectral = 1e-3, epsBjorck = 1e-3 } = options;
    checkProjection(options);
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.projection = projection;
    this.#epsSpectral = epsSpectral;
    this.#epsBjorck = epsBjorck;
    this.#scale = new Scale(this.kCoefLip);
    const initial = tensor(orthogonalMatrix(inFeatures, outFeatures, rng), [inFeatures, outFeatures]);
    this.weight =
      projection === "stiefel"
        ? new Parameter(initial, { manifold: stiefel(), parametrisations: [this.#scale] })
        : new Parameter(initial, { parametrisations: [...this.#torchlipChain(initial, rng), this.#scale] });
    initial.dispose();
    this.bias = bias ? new Parameter(() => zeros([outFeatures])) : undefined;
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
    const { inFeatures, outFeatures, kCoefLip, projection } = this;
    return {
      inFeatures,
      outFeatures,
      bias: this.bias !== undefined,
      kCoefLip,
      projection,
      epsSpectral: this.#epsSpectral,
      epsBjorck: this.#epsBjorck,
    };
  }

  override setKCoefLip(kCoefLip: number): void {
    super.setKCoefLip(kCoefLip);
    this.#scale.factor = kCoefLip;
    this.weight.touch();
  }

  forward(x: Tensor): Tensor {
    return tidy(() => linear(x, this.weight.value, this.bias?.value));
  }

  override vanillaExport(): Linear {
    return exportLinear(this);
  }

  override lower(shape: readonly number[]): Promise<Lowered> {
    return lowerDense(this, shape);
  }

  #torchlipChain(initial: Tensor, rng: Rng): Parametrisation[] {
    const unit = (size: number): Float32Array => {
      const values = rng.values.normal(size);
      const length = Math.hypot(...values);
      return values.map((value) => value / length);
    };
    const spectral = new SpectralNorm({ u: unit(this.outFeatures), v: unit(this.inFeatures) }, { eps: this.#epsSpectral });
    spectral.warmUp(initial, 15); // as many as torch runs at construction
    return this.#epsBjorck === null ? [spectral] : [spectral, new BjorckNorm(initial, { eps: this.#epsBjorck })];
  }
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
