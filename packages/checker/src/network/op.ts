import type { Matrix } from "../bounds/matrix.ts";
import type { ConvolutionMap } from "./convolution-map.ts";
import type { Windows } from "./rare/windows.ts";

/** `y = x W + b`: `weight` is `[in, out]`, row-major. */
export interface Dense {
  readonly op: "dense";
  readonly weight: Matrix;
  readonly bias?: Float32Array | undefined;
}

/** Sorts consecutive groups, ascending. */
export interface GroupSort {
  readonly op: "groupSort";
  readonly groupSize: number;
}

/** `[relu(x), relu(-x)]` on the last axis of `channels` entries. */
export interface MaxMin {
  readonly op: "maxMin";
  readonly channels: number;
}

/** `positive·x` where x > 0, `negative_c·x` elsewhere; one slope or one a channel (the last axis). */
export interface PRelu {
  readonly op: "prelu";
  readonly positive: number;
  readonly negative: Float32Array;
}

/** For pairs `(x_c, x_{c + C/2})`: `x - 2·relu(⟨v, x⟩)·v` with `v = (sine_c, -cosine_c)`. */
export interface HouseHolder {
  readonly op: "houseHolder";
  readonly sine: Float64Array;
  readonly cosine: Float64Array;
}

/** `factor · x`. */
export interface Scale {
  readonly op: "scale";
  readonly factor: number;
}

/** `C x + b`, the bias one number an output channel; `C` is a convolution with its padding, strides and borders. */
export interface Convolution {
  readonly op: "convolution";
  readonly map: ConvolutionMap;
  readonly bias?: Float32Array | undefined;
}

/** `Cᵀ y + b`: from the outputs of a convolution to its inputs, the bias one number an input channel. */
export interface ConvolutionTranspose {
  readonly op: "convolutionTranspose";
  readonly map: ConvolutionMap;
  readonly bias?: Float32Array | undefined;
}

/** `y_i = x_{sources[i]}`, 0 where the source is -1: padding, shifts, pixel shuffles and transpositions. */
export interface Gather {
  readonly op: "gather";
  readonly sources: Int32Array;
}

/** `y_i = factor_i · Σ x_j` over the i-th window: scaled averages. */
export interface WindowSum {
  readonly op: "windowSum";
  readonly windows: Windows;
  readonly factors: Float64Array;
}

/** `y_i = factor_i · √(Σ x_j²)` over the i-th window: pooling by the 2-norm. */
export interface WindowNorm {
  readonly op: "windowNorm";
  readonly windows: Windows;
  readonly factors: Float64Array;
}

/** Subtracts from every entry the mean of its window; the windows share no entries. */
export interface Centre {
  readonly op: "centre";
  readonly windows: Windows;
}

/** `x + b`, the shift repeated over the leading axes of `size` entries. */
export interface Shift {
  readonly op: "shift";
  readonly shift: Float64Array;
  readonly size: number;
}

/** `Σ weight · chain(x)`: branches that see the same input. An empty chain is the input itself. */
export interface Branches {
  readonly op: "branches";
  readonly branches: readonly { readonly weight: number; readonly ops: readonly Op[] }[];
}

/** `[chain_1(x), chain_2(x), ..]`: branches side by side that see the same input or, with `parts`, each its own consecutive part of it. */
export interface Concat {
  readonly op: "concat";
  readonly branches: readonly (readonly Op[])[];
  /** Entries of the input that each branch sees. */
  readonly parts?: readonly number[] | undefined;
}

/** `x - 2 Vᵀ relu(V x + b)` with V the linear part of a dense (`x W`) or convolutional op, b its bias: the SLL block. */
export interface ReluReflection {
  readonly op: "reluReflection";
  readonly inner: Dense | Convolution;
}

/** The layers a certificate can pass through; a network is a chain of them that ends in a dense head. */
export type Op =
  | Dense | GroupSort | MaxMin | PRelu | HouseHolder | Scale | Convolution | ConvolutionTranspose | Gather | WindowSum | WindowNorm | Centre
  | Shift | Branches | Concat | ReluReflection; // prettier-ignore

/** Ops that few networks have: what is known about them is in `rare/`, and is loaded when it is needed. */
export type RareOp = PRelu | Scale | Shift | HouseHolder | WindowSum | WindowNorm | Centre | Branches | Concat | ReluReflection;
