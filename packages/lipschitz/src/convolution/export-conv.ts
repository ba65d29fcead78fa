import type { Tensor } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { Conv2d, type Module, type Parameter } from "@surenet/nn";
import type { Geometry, GeometryOptions } from "./geometry.ts";
import { PadConv1d } from "./pad-conv1d.ts";
import { PadConv2d } from "./pad-conv2d.ts";
import { uniformPadding } from "./padded-conv2d.ts";

/** A plain convolution with the effective kernel and the bias that a constrained one has now: of nn where it has the padding, else {@link PadConv2d}. */
export function exportConv(
  {
    weight,
    bias,
    geometry,
    inChannels,
    outChannels,
  }: {
    readonly weight: { readonly value: Tensor };
    readonly bias: Parameter | undefined;
    readonly geometry: Geometry;
    readonly inChannels: number;
    readonly outChannels: number;
  },
  { kernelSize, stride = 1, padding = 0, paddingMode = "zeros", dilation = 1, groups = 1 }: GeometryOptions,
  dimensions: 1 | 2,
): Module {
  const common = { stride, dilation, groups, bias: bias !== undefined, rng: createRng(0) };
  const pixels = uniformPadding(geometry);
  const plain =
    dimensions === 1
      ? new PadConv1d(inChannels, outChannels, { ...common, kernelSize, padding, paddingMode } as ConstructorParameters<
          typeof PadConv1d
        >[2]) // sizes of one dimension, checked by the constructor
      : geometry.paddingMode === "zeros" && pixels !== undefined
        ? new Conv2d(inChannels, outChannels, { ...common, kernelSize, padding: pixels })
        : new PadConv2d(inChannels, outChannels, { ...common, kernelSize, padding, paddingMode });
  plain.weight.assign(weight.value);
  if (bias !== undefined) plain.bias?.assign(bias.value);
  return plain;
}
