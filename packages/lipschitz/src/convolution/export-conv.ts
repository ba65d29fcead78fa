import type { Tensor } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import type { Module, Parameter } from "@surenet/nn";
import type { GeometryOptions } from "./geometry.ts";
import { PadConv1d } from "./pad-conv1d.ts";
import { PadConv2d } from "./pad-conv2d.ts";

/** A plain convolution with the effective kernel and the bias that a constrained one has now: of nn where it has the padding, else {@link PadConv2d}. */
export function exportConv(
  {
    weight,
    bias,
    inChannels,
    outChannels,
  }: {
    readonly weight: { readonly value: Tensor };
    readonly bias: Parameter | undefined;
    readonly inChannels: number;
    readonly outChannels: number;
  },
  { kernelSize, stride = 1, padding = 0, paddingMode = "zeros", dilation = 1, groups = 1 }: GeometryOptions,
  dimensions: 1 | 2,
): Module {
  const options = { kernelSize, stride, padding, paddingMode, dilation, groups, bias: bias !== undefined, rng: createRng(0) };
  const plain =
    dimensions === 1
      ? new PadConv1d(inChannels, outChannels, options as ConstructorParameters<typeof PadConv1d>[2]) // sizes of one dimension, checked by the constructor
      : new PadConv2d(inChannels, outChannels, options);
  plain.weight.assign(weight.value);
  if (bias !== undefined) plain.bias?.assign(bias.value);
  const exported = plain.vanillaExport();
  plain.dispose();
  return exported;
}
