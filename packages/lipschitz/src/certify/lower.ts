import { unsupported } from "@surenet/tensor-backend";
import { Conv2d, Dropout, Flatten, Identity, LeakyReLU, Linear, type Module, ReLU, Sequential } from "@surenet/nn";
import { readGeometry } from "../convolution/geometry.ts";
import { lowerConvolution } from "./lower-convolution.ts";
import { lowerDense } from "./lower-dense.ts";
import type { Lowered } from "./lowered.ts";

/**
 * A module, as it is in evaluation, as a chain of ops over a flattened sample.
 *
 * @param shape of one sample, without the batch axis
 * @throws SurenetError `E_UNSUPPORTED` for a layer without a known Lipschitz bound, by its name
 */
export async function lower(module: Module, shape: readonly number[]): Promise<Lowered> {
  if (canLower(module)) return module.lower(shape);
  if (module instanceof Sequential) return lowerChain(module.layers, shape);
  if (module instanceof Linear) return lowerDense(module, shape);
  if (module instanceof Conv2d) return lowerConvolution(asConvolution(module), shape);
  if (module instanceof ReLU) return { ops: [{ op: "prelu", positive: 1, negative: Float32Array.of(0) }], shape };
  if (module instanceof LeakyReLU) return { ops: [{ op: "prelu", positive: 1, negative: Float32Array.of(module.negativeSlope) }], shape };
  if (module instanceof Flatten) return { ops: [], shape: [shape.reduce((product, side) => product * side, 1)] };
  if (module instanceof Identity || module instanceof Dropout) return { ops: [], shape };
  throw unsupported({
    where: "certify",
    problem: `there is no proved bound for the layer ${module.constructor.name}`,
    fix: "Use the 1-Lipschitz layer that stands for it, or take it out of the certified part.",
  });
}

/** nn's convolution with our words for its geometry. */
function asConvolution(conv: Conv2d): Parameters<typeof lowerConvolution>[0] {
  const { weight, bias, inChannels, outChannels } = conv;
  return { weight, bias, inChannels, outChannels, geometry: readGeometry("Conv2d", conv, conv) };
}

/** A module that says itself what it computes. */
function canLower(module: Module): module is Module & { lower(shape: readonly number[]): Promise<Lowered> } {
  return "lower" in module && typeof module.lower === "function";
}

/** Modules one after the other. */
export async function lowerChain(modules: readonly Module[], shape: readonly number[]): Promise<Lowered> {
  let chain: Lowered = { ops: [], shape };
  for (const module of modules) {
    const next = await lower(module, chain.shape);
    chain = { ops: [...chain.ops, ...next.ops], shape: next.shape };
  }
  return chain;
}
