import { type Tensor, mul } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { Conv2d, type Module, type Pair, type Parametrisation } from "@surenet/nn";
import { ConvTranspose2d } from "../convolution/conv-transpose2d.ts";
import { PadConv1d } from "../convolution/pad-conv1d.ts";
import { PadConv2d } from "../convolution/pad-conv2d.ts";
import { computeLconvCoef, computeLconvCoef1d } from "./conv-coefficient.ts";
import { type NamedParameter, parameterOf, remove } from "./register.ts";

/** `w -> c w`, c the factor between a kernel of norm one and a convolution of norm one. */
class LconvNorm implements Parametrisation {
  readonly name: string = "lconv";
  readonly #coefficient: number;

  constructor(coefficient: number) {
    this.#coefficient = coefficient;
  }

  apply(weight: Tensor): Tensor {
    return mul(weight, this.#coefficient);
  }
}

/**
 * Multiplies a plain convolution's kernel by `computeLconvCoef`: behind `bjorckNorm` or `spectralNorm` it makes a zero-padded convolution 1-Lipschitz.
 *
 * Known weakness: the factor does not look at the padding; the constrained layers of this package do.
 *
 * @returns the module
 * @throws SurenetError `E_OPTION` for what is no convolution, `E_STATE` when the parameter has such a step already
 * @example lconvNorm(bjorckNorm(new Conv2d(3, 8, { kernelSize: 3, rng }))) // the kernel's singular values are 1/3
 */
export function lconvNorm<M extends Module>(module: M, options: NamedParameter = {}): M {
  checkOptions("lconvNorm", options, ["name"]);
  parameterOf("lconvNorm", module, options.name).parametrise(new LconvNorm(coefficientOf(module)));
  return module;
}

/** Undoes {@link lconvNorm}: the parameter keeps the kernel that it had through it. */
export function removeLconvNorm<M extends Module>(module: M, options: NamedParameter = {}): M {
  return remove("removeLconvNorm", module, "lconv", options);
}

function coefficientOf(module: Module): number {
  if (module instanceof PadConv1d) {
    const { kernelSize: [, kernelSize], stride: [, stride] } = module.geometry; // prettier-ignore
    return computeLconvCoef1d({ kernelSize, stride });
  }
  return computeLconvCoef(windowOf(module));
}

function windowOf(module: Module): { readonly kernelSize: Pair; readonly stride: Pair } {
  if (module instanceof Conv2d) return { kernelSize: module.kernelSize, stride: module.stride };
  if (module instanceof PadConv2d || module instanceof ConvTranspose2d)
    return { kernelSize: module.geometry.kernelSize, stride: module.geometry.stride };
  throw invalidOption({ where: "lconvNorm", option: "module", got: module, expected: "a plain convolution" });
}
