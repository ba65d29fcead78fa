import { type ConvolutionMap, outputSize } from "@surenet/checker";
import { invalidOption, shapeMismatch, unsupported } from "@surenet/tensor-backend";
import { type Pair, positiveInteger, type Size, sizePair } from "@surenet/nn";
import type { AxisPadding, PaddingMode } from "./pad-images.ts";

/** Pixels around the image: on all sides, for height and width, or `"same"` for as many as keep its size at stride 1. */
export type ConvolutionPadding = Size | 0 | "same" | "valid";

export interface GeometryOptions {
  readonly kernelSize: Size;
  readonly stride?: Size;
  readonly padding?: ConvolutionPadding;
  readonly paddingMode?: PaddingMode;
  readonly dilation?: Size;
  /** Splits inputs and outputs into groups that do not see each other. */
  readonly groups?: number;
}

/** Everything of a convolution but its weights. */
export interface Geometry {
  readonly kernelSize: Pair;
  readonly stride: Pair;
  readonly padding: readonly [height: AxisPadding, width: AxisPadding];
  readonly paddingMode: PaddingMode;
  readonly dilation: Pair;
  readonly groups: number;
}

export const GEOMETRY_OPTIONS = ["kernelSize", "stride", "padding", "paddingMode", "dilation", "groups"] as const;

const MODES: readonly PaddingMode[] = ["zeros", "reflect", "replicate", "symmetric", "circular"];

/** The geometry that options describe, checked; for one dimension the first axis is a single row. */
export function readGeometry(
  where: string,
  { kernelSize, stride = 1, padding = 0, paddingMode = "zeros", dilation = 1, groups = 1 }: GeometryOptions,
  { inChannels, outChannels, dimensions = 2 }: { inChannels: number; outChannels: number; dimensions?: 1 | 2 },
): Geometry {
  positiveInteger(where, "inChannels", inChannels);
  positiveInteger(where, "outChannels", outChannels);
  positiveInteger(where, "groups", groups);
  if (inChannels % groups !== 0 || outChannels % groups !== 0)
    throw invalidOption({ where, option: "groups", got: groups, expected: `a divisor of ${inChannels} and ${outChannels} channels` });
  if (!MODES.includes(paddingMode))
    throw invalidOption({ where, option: "paddingMode", got: paddingMode, expected: `one of ${MODES.join(", ")}` });
  const sizes = (option: string, size: Size): Pair => {
    if (dimensions === 2) return sizePair(where, option, size);
    if (typeof size !== "number") throw invalidOption({ where, option, got: size, expected: "a positive integer" });
    return [1, positiveInteger(where, option, size)];
  };
  const kernel = sizes("kernelSize", kernelSize);
  const strides = sizes("stride", stride);
  const dilations = sizes("dilation", dilation);
  const pads = readPadding({ where, padding, dimensions, kernel, strides, dilations });
  // one mirrored pixel is the border pixel again: the cheaper mode
  const smallMirror = dimensions === 2 && paddingMode === "symmetric" && pads.flat().every((pixels) => pixels <= 1);
  return {
    kernelSize: kernel,
    stride: strides,
    padding: pads,
    paddingMode: smallMirror ? "replicate" : paddingMode,
    dilation: dilations,
    groups,
  };
}

interface PaddingRequest {
  readonly where: string;
  readonly padding: ConvolutionPadding;
  readonly dimensions: 1 | 2;
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
}

function readPadding({ where, padding, dimensions, kernel, strides, dilations }: PaddingRequest): readonly [AxisPadding, AxisPadding] {
  if (padding === "valid") return [[0, 0], [0, 0]]; // prettier-ignore
  if (padding === "same") {
    if (strides.some((stride) => stride !== 1))
      throw invalidOption({ where, option: "padding", got: padding, expected: "a number of pixels, since the stride is not 1" });
    const around = (axis: 0 | 1): AxisPadding => {
      const total = dilations[axis] * (kernel[axis] - 1);
      return [Math.floor(total / 2), Math.ceil(total / 2)];
    };
    return [around(0), around(1)];
  }
  const pixels = typeof padding === "number" ? (dimensions === 1 ? [0, padding] : [padding, padding]) : dimensions === 2 ? padding : [];
  const [height, width] = pixels;
  if (pixels.length !== 2 || !isCount(height) || !isCount(width))
    throw invalidOption({
      where,
      option: "padding",
      got: padding,
      expected: dimensions === 1 ? 'an integer >= 0, "same" or "valid"' : 'an integer >= 0, a pair of them, "same" or "valid"',
    });
  return [[height, height], [width, width]]; // prettier-ignore
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** The convolution of one image as the checker sees it. */
export function convolutionMap(
  { kernelSize, stride, padding, paddingMode: mode, dilation, groups }: Geometry,
  {
    shape: [height = 1, width = 1, inChannels = 1],
    outChannels,
    kernel,
  }: { readonly shape: readonly number[]; readonly outChannels: number; readonly kernel: Float32Array },
): ConvolutionMap {
  const axis = (i: 0 | 1, size: number): ConvolutionMap["axes"][0] => ({ size, kernel: kernelSize[i], stride: stride[i], dilation: dilation[i], padding: padding[i], mode }); // prettier-ignore
  const map: ConvolutionMap = { axes: [axis(0, height), axis(1, width)], inChannels, outChannels, groups, kernel };
  try {
    if (map.axes.every((one) => outputSize(one) > 0)) return map;
  } catch (cause) {
    throw unsupported({ where: "certify", problem: "the padding does not fit the image", cause });
  }
  throw shapeMismatch({
    where: "convolution",
    problem: "the kernel is larger than the image",
    expected: `at least ${kernelSize.join(" by ")} pixels with the padding`,
    got: [height, width, inChannels],
  });
}
