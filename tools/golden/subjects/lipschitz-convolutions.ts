import { type Tensor, expandDims, reshape, squeeze, transpose } from "@tensorflow/tfjs-core";
import {
  computeLconvCoef, computeLconvCoef1d, FrobeniusConv2d, PadConv1d, PadConv2d, SpectralConv1d, SpectralConv2d, SpectralConvTranspose2d, SymmetricPad,
} from "@surenet/lipschitz"; // prettier-ignore
import { createRng } from "@surenet/tensor-backend";
import { Conv2d, type Module } from "@surenet/nn";
import { backward } from "../backward.ts";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { channelsFirst, channelsLast } from "../layout.ts";
import { type Layout, setState, weightLayerProtocol } from "./weight-layer.ts";

/** `[out, in, ..k]` (transposed convolutions: `[in, out, ..k]`) to `[..k, in, out]` (`[..k, out, in]`). */
const kernelIn = (w: Tensor): Tensor => transpose(w, w.rank === 3 ? [2, 1, 0] : [2, 3, 1, 0]);
const kernelOut = (w: Tensor): Tensor => transpose(w, w.rank === 3 ? [2, 1, 0] : [3, 2, 0, 1]);

/** One image without a batch axis, which ours has always. */
const single = {
  xIn: (t: Tensor): Tensor => channelsLast(expandDims(t, 0)),
  xOut: (t: Tensor): Tensor => squeeze(channelsFirst(t), [0]),
};

/** @param taken the axis of the reference's weight that the power iteration takes for the inputs */
const convolutionLayout = (golden: CaseReader, taken: 0 | 1): Layout => ({
  weightIn: kernelIn,
  weightOut: kernelOut,
  ...(golden.input("x").rank < golden.input("weight").rank ? single : { xIn: channelsLast, xOut: channelsFirst }),
  vIn: (v, { shape }) => reshape(channelsAfterTaps(reshape(v, [shape[taken] ?? 1, ...shape.slice(2)])), [-1]),
  vOut: (v, { shape }) => reshape(channelsBeforeTaps(reshape(v, [...shape.slice(2), shape[taken] ?? 1])), [-1]),
});

const channelsAfterTaps = (v: Tensor): Tensor => transpose(v, v.rank === 2 ? [1, 0] : [1, 2, 0]);
const channelsBeforeTaps = (v: Tensor): Tensor => transpose(v, v.rank === 2 ? [1, 0] : [2, 0, 1]);

const GEOMETRY = ["kernel_size", "stride", "padding", "padding_mode", "dilation", "groups", "bias"] as const;

function channels(golden: CaseReader): [number, number] {
  return [golden.param<number>("in_channels") ?? 0, golden.param<number>("out_channels") ?? 0];
}

/** The constrained convolutions, in parity mode. */
export function constrainedConvolution(golden: CaseReader): Record<string, Got> {
  const name = golden.param<string>("class");
  const options = golden.options([...GEOMETRY, "k_coef_lip", "eps_spectral", "eps_bjorck"], ["epsBjorck"]) as { kernelSize: number };
  const parity = { ...options, rng: createRng(0), projection: "torchlip" } as const;
  switch (name) {
    case "SpectralConv1d":
      return weightLayerProtocol(golden, new SpectralConv1d(...channels(golden), parity), convolutionLayout(golden, 1));
    case "SpectralConv2d":
      return weightLayerProtocol(golden, new SpectralConv2d(...channels(golden), parity), convolutionLayout(golden, 1));
    case "SpectralConvTranspose2d":
      return weightLayerProtocol(golden, new SpectralConvTranspose2d(...channels(golden), parity), convolutionLayout(golden, 0));
    case "FrobeniusConv2d": {
      const layer = new FrobeniusConv2d(...channels(golden), { ...options, rng: createRng(0), coefficient: "torchlip" });
      return weightLayerProtocol(golden, layer, convolutionLayout(golden, 1));
    }
    default:
      throw new Error(`the runner does not know the class ${String(name)}`);
  }
}

/** Convolutions without a constraint, and the padding alone. */
export function padConv(golden: CaseReader): Record<string, Got> {
  const name = golden.param<string>("class");
  const x = channelsLast(golden.input("x"));
  const upstream = channelsLast(golden.input("grad_output"));
  if (name === "SymmetricPad") {
    const pad = new SymmetricPad(golden.param<number | number[]>("pad") ?? 0, golden.options(["onedim"]));
    const { y, gradX } = backward((point) => pad.forward(point), x, upstream, { see: channelsFirst });
    return { y, grad_x: channelsFirst(gradX) };
  }
  const { padding, ...options } = golden.options(GEOMETRY) as { padding?: number | number[]; kernelSize: number };
  const pixels = Array.isArray(padding) && padding.length === 1 ? padding[0] : padding;
  const all = { ...options, ...(pixels === undefined ? {} : { padding: pixels }), rng: createRng(0) } as { kernelSize: number; rng: ReturnType<typeof createRng> }; // prettier-ignore
  const layer = name === "PadConv1d" ? new PadConv1d(...channels(golden), all) : new PadConv2d(...channels(golden), all);
  setState(layer, { weight: kernelIn(golden.input("weight")), ...(layer.bias === undefined ? {} : { bias: golden.input("bias") }) });
  const variables = [layer.weight.variable, ...(layer.bias === undefined ? [] : [layer.bias.variable])];
  const { y, gradX, gradients } = backward((point) => layer.forward(point), x, upstream, { variables, see: channelsFirst });
  const [gradWeight, gradBias] = gradients;
  const exported = layer.vanillaExport();
  return {
    y,
    grad_x: channelsFirst(gradX),
    ...(gradWeight === undefined ? {} : { grad_weight: kernelOut(gradWeight) }),
    ...(gradBias === undefined ? {} : { grad_bias: gradBias }),
    y_export: channelsFirst(exported.forward(x)),
    ...torchName(exported),
  };
}

/** What the reference would call our export: torch's own convolutions have every mode but symmetric, which its PadConv does itself before a convolution without padding. */
function torchName(exported: Module): Record<string, string> {
  if (exported instanceof Conv2d) return { export_class: "Conv2d", export_padding_mode: "zeros" };
  if (!(exported instanceof PadConv1d || exported instanceof PadConv2d)) throw new Error(`an export of class ${exported.constructor.name}`);
  const own = exported instanceof PadConv1d ? "Conv1d" : "Conv2d";
  if (exported.paddingMode === "symmetric") return { export_class: `Pad${own}`, export_padding_mode: "zeros" };
  return { export_class: own, export_padding_mode: exported.paddingMode };
}

export function lconvCoefficient(golden: CaseReader): Record<string, Got> {
  const call = golden.param<string>("call");
  const { paddingMode } = golden.options(["padding_mode"]) as { paddingMode: "zeros" };
  const kernel = golden.param<number[]>("kernel_size") ?? [];
  const strides = golden.param<number[]>("strides") ?? [];
  const size = golden.param<number[] | null>("input_shape")?.slice(2);
  if (call === "compute_lconv_coef_1d") {
    const [kernelSize = 0] = kernel;
    const inputSize = size?.[0];
    return {
      coef: computeLconvCoef1d({ kernelSize, stride: strides[0] ?? 1, paddingMode, ...(inputSize === undefined ? {} : { inputSize }) }),
    };
  }
  const pair = ([height = 0, width = 0]: readonly number[]): [number, number] => [height, width];
  return {
    coef: computeLconvCoef({
      kernelSize: pair(kernel),
      stride: pair(strides),
      paddingMode,
      ...(size === undefined ? {} : { inputSize: pair(size) }),
    }),
  };
}
