import { tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, wrongState } from "@surenet/tensor-backend";
import type { Module, Parameter, Parametrisation } from "@surenet/nn";
import { BjorckNorm } from "./bjorck-norm.ts";
import { FrobeniusNorm } from "./frobenius-norm.ts";
import { GramNorm } from "./gram-norm.ts";
import { Polar } from "./polar.ts";

export interface NamedParameter {
  /** Path of the parameter in the module. */
  readonly name?: string;
}

export interface SpectralNormRegistration extends NamedParameter {
  /** Squarings of the Gram matrix: after t of them the bound exceeds the norm by a factor of at most `rank^(1 / 2^(t+1))`, 1.011 for rank 256 and the default of 8. */
  readonly steps?: number;
}

export interface BjorckNormRegistration extends NamedParameter {
  /** Newton-Schulz steps after the scaling. */
  readonly steps?: number;
  /** `"torchlip"` runs Björck as the reference does: no scaling, gradients enlarged from the fifth step on, evaluation by the weight of the last training forward. */
  readonly projection?: "exact" | "torchlip";
  /** torchlip only. */
  readonly eps?: number;
  readonly beta?: number;
  readonly maxIter?: number;
}

/**
 * Bounds the spectral norm of a plain layer's weight by 1, from now on and in every forward: `W / bound(‖W‖₂)`.
 *
 * What is registered is no part of the module's structure: after `loadModel` call it again.
 *
 * @returns the module
 * @throws SurenetError `E_OPTION`, `E_STATE` when the parameter has such a step already
 * @example const layer = spectralNorm(new Linear(4, 3, { rng })); // ‖layer.weight.value‖₂ <= 1
 */
export function spectralNorm<M extends Module>(module: M, options: SpectralNormRegistration = {}): M {
  const where = "spectralNorm";
  checkOptions(where, options, ["name", "steps"]);
  const { name, steps = 8 } = options;
  parameterOf(where, module, name).parametrise(new GramNorm(steps));
  return module;
}

/**
 * Makes a plain layer's weight orthogonal, from now on and in every forward: its polar factor, the nearest matrix with orthonormal rows or columns.
 *
 * @returns the module
 * @throws SurenetError `E_OPTION`, `E_STATE` when the parameter has such a step already
 * @example const layer = bjorckNorm(new Linear(4, 3, { rng })); // all singular values of layer.weight.value are 1
 */
export function bjorckNorm<M extends Module>(module: M, options: BjorckNormRegistration = {}): M {
  const where = "bjorckNorm";
  checkOptions(where, options, ["name", "steps", "projection", "eps", "beta", "maxIter"]);
  const { name, steps = 25, projection = "exact", ...bjorck } = options;
  const parameter = parameterOf(where, module, name);
  if (usesTorchlip(where, projection)) tidy(() => void parameter.parametrise(new BjorckNorm(parameter.value, bjorck)));
  else parameter.parametrise(new Polar(steps));
  return module;
}

/**
 * Divides a plain layer's weight by its Frobenius norm, or each output's weights by theirs.
 *
 * @returns the module
 * @throws SurenetError `E_OPTION`, `E_STATE` when the parameter has such a step already
 * @example frobeniusNorm(new Linear(4, 1, { rng }))
 */
export function frobeniusNorm<M extends Module>(module: M, options: NamedParameter & { readonly disjointNeurons?: boolean } = {}): M {
  checkOptions("frobeniusNorm", options, ["name", "disjointNeurons"]);
  const { name, disjointNeurons = true } = options;
  parameterOf("frobeniusNorm", module, name).parametrise(new FrobeniusNorm({ disjointNeurons }));
  return module;
}

/** Undoes {@link spectralNorm}: the parameter keeps the weight that it had through it. */
export function removeSpectralNorm<M extends Module>(module: M, options: NamedParameter = {}): M {
  return remove("removeSpectralNorm", module, "spectral", options);
}

/** Undoes {@link bjorckNorm}: the parameter keeps the weight that it had through it. */
export function removeBjorckNorm<M extends Module>(module: M, options: NamedParameter = {}): M {
  return remove("removeBjorckNorm", module, "bjorck", options);
}

/** Undoes {@link frobeniusNorm}: the parameter keeps the weight that it had through it. */
export function removeFrobeniusNorm<M extends Module>(module: M, options: NamedParameter = {}): M {
  return remove("removeFrobeniusNorm", module, "frobenius", options);
}

/** @throws SurenetError `E_OPTION` when the module has no such parameter */
export function parameterOf(where: string, module: Module, name: string = "weight"): Parameter {
  const parameters = new Map(module.namedParameters());
  const found = parameters.get(name);
  if (found !== undefined) return found;
  throw invalidOption({ where, option: "name", got: name, expected: `one of ${[...parameters.keys()].join(", ") || "no parameters"}` });
}

export function remove<M extends Module>(where: string, module: M, step: Parametrisation["name"], options: NamedParameter): M {
  checkOptions(where, options, ["name"]);
  const parameter = parameterOf(where, module, options.name);
  if (!parameter.parametrisations.some(({ name }) => name === step))
    throw wrongState({ where, problem: `the parameter has no ${step} step to remove` });
  parameter.settle(step);
  return module;
}

function usesTorchlip(where: string, projection: string): boolean {
  if (projection !== "exact" && projection !== "torchlip")
    throw invalidOption({ where, option: "projection", got: projection, expected: '"exact" or "torchlip"' });
  return projection === "torchlip";
}
