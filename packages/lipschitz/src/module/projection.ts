import { type Tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { type Rng, invalidOption } from "@surenet/tensor-backend";
import type { Parametrisation } from "@surenet/nn";
import { BjorckNorm } from "../parametrisations/bjorck-norm.ts";
import { permuted } from "../parametrisations/conv-permuted.ts";
import { SpectralNorm } from "../parametrisations/spectral-norm.ts";

/**
 * How a weight is kept orthogonal: `"stiefel"` moves it on the manifold, so that it always is; `"torchlip"` projects an unconstrained one at each training forward as
 * deel-torchlip does, for parity (its evaluation weight is one step old, and without Björck it exceeds its bound).
 */
export type Projection = "stiefel" | "torchlip";

export interface ProjectionOptions {
  readonly projection?: Projection;
  /** torchlip only: floor of the power iteration's norms. */
  readonly epsSpectral?: number;
  /** torchlip only: Björck stops when a step changes less; null leaves Björck out. */
  readonly epsBjorck?: number | null;
}

export const PROJECTION_OPTIONS = ["projection", "epsSpectral", "epsBjorck"] as const;

/** {@link ProjectionOptions} with their defaults, checked. */
export function readProjection(
  where: string,
  { projection = "stiefel", epsSpectral, epsBjorck }: ProjectionOptions,
): Required<ProjectionOptions> {
  if (projection !== "stiefel" && projection !== "torchlip")
    throw invalidOption({ where, option: "projection", got: projection, expected: '"stiefel" or "torchlip"' });
  const stray = epsSpectral !== undefined ? "epsSpectral" : epsBjorck !== undefined ? "epsBjorck" : undefined;
  if (projection === "stiefel" && stray !== undefined) {
    throw invalidOption({
      where,
      option: stray,
      got: stray === "epsSpectral" ? epsSpectral : epsBjorck,
      expected: 'nothing with projection "stiefel", which iterates nothing',
      fix: 'Remove it, or pass projection: "torchlip" to reproduce deel-torchlip.',
    });
  }
  return { projection, epsSpectral: epsSpectral ?? 1e-3, epsBjorck: epsBjorck === undefined ? 1e-3 : epsBjorck };
}

/** The options of a config that {@link readProjection} accepts again: parity's figures only with parity. */
export function projectionFromConfig({
  projection,
  epsSpectral,
  epsBjorck,
}: Readonly<Record<keyof ProjectionOptions, unknown>>): ProjectionOptions {
  if (projection !== "torchlip") return { projection: projection as Projection }; // readProjection checks it
  return { projection, epsSpectral: Number(epsSpectral), epsBjorck: epsBjorck === null ? null : Number(epsBjorck) };
}

/**
 * Power iteration, then Björck, as deel-torchlip chains them.
 *
 * @param initial the raw weight, `[..., out]`, borrowed
 * @param options `powerAxes` permutes the weight for the power iteration alone, where that has other outputs than Björck
 */
export function torchlipChain(
  initial: Tensor,
  {
    rng,
    epsSpectral,
    epsBjorck,
    powerAxes,
  }: { readonly rng: Rng; readonly epsSpectral: number; readonly epsBjorck: number | null; readonly powerAxes?: readonly number[] },
): Parametrisation[] {
  const unit = (size: number): Float32Array => {
    const values = rng.values.normal(size);
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const outputs = initial.shape[powerAxes?.at(-1) ?? initial.rank - 1] ?? 1;
  const spectral = new SpectralNorm({ u: unit(outputs), v: unit(initial.size / outputs) }, { eps: epsSpectral });
  tidy(() => spectral.warmUp(powerAxes === undefined ? initial : transpose(initial, [...powerAxes]), 15)); // as many as torch runs at construction
  const first = powerAxes === undefined ? spectral : permuted(spectral, powerAxes);
  return epsBjorck === null ? [first] : [first, new BjorckNorm(initial, { eps: epsBjorck })];
}
