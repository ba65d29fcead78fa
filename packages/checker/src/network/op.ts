import type { Matrix } from "../bounds/matrix.ts";

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

/** The layers a certificate can pass through; a network is a chain of them that ends in a dense head. */
export type Op = Dense | GroupSort | MaxMin | PRelu | HouseHolder | Scale;
