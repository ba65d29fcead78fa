import { type Tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { type Rng, invalidOption } from "@surenet/tensor-backend";
import type { Manifold, ParameterOptions, Parametrisation, StiefelOptions } from "@surenet/nn";
import { BjorckNorm } from "../parametrisations/bjorck-norm.ts";
import { permuted } from "../parametrisations/conv-permuted.ts";
import { Polar } from "../parametrisations/polar.ts";
import { SpectralNorm } from "../parametrisations/spectral-norm.ts";

/**
 * How a weight is kept orthogonal:
 * - `"stiefel"` moves it on the manifold along its momentum, so that it always is orthogonal, for four products a step;
 * - `"muon"` the same along the direction of Muon, for ten: the training loss falls faster, the results on unseen data change little;
 * - `"polar"` leaves the raw weight to the optimiser (stock Adam, a `tf.Optimizer`) and uses the nearest orthogonal matrix, whose singular values are at most 1;
 * - `"torchlip"` projects an unconstrained one at each training forward as deel-torchlip does, for parity (its evaluation weight is one step old, and without Björck it
 *   exceeds its bound).
 */
export type Projection = "stiefel" | "muon" | "polar" | "torchlip";

const PROJECTIONS: readonly Projection[] = ["stiefel", "muon", "polar", "torchlip"];
const POLAR_STEPS = 12; // 1.5^-8 of the largest singular value reaches 1 within 1e-6

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
  if (!PROJECTIONS.includes(projection))
    throw invalidOption({ where, option: "projection", got: projection, expected: `one of ${PROJECTIONS.join(", ")}` });
  const stray = epsSpectral !== undefined ? "epsSpectral" : epsBjorck !== undefined ? "epsBjorck" : undefined;
  if (projection !== "torchlip" && stray !== undefined) {
    throw invalidOption({
      where,
      option: stray,
      got: stray === "epsSpectral" ? epsSpectral : epsBjorck,
      expected: `nothing with projection ${JSON.stringify(projection)}`,
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
 * What holds a weight orthogonal in every projection but parity's.
 *
 * @param manifold of the weight: `stiefel` for a matrix, `kernelStiefel` for a kernel
 */
export function orthogonal(
  projection: Exclude<Projection, "torchlip">,
  manifold: (options: StiefelOptions) => Manifold,
): Pick<ParameterOptions, "manifold" | "parametrisations"> {
  if (projection === "polar") return { parametrisations: [new Polar(POLAR_STEPS)] };
  return { manifold: manifold({ direction: projection === "muon" ? "muon" : "momentum" }) };
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
