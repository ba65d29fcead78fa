import type { Matrix } from "../bounds/matrix.ts";
import type { ConvolutionMap } from "../network/convolution-map.ts";

/** A way to bound a convolution's norm. */
export type ConvolutionMethod = "matrix" | "patches" | "rows" | "fourier";

/** A number `sigma2` that is claimed to bound the squared largest singular value of a weight, and the way in which the claim is proved. */
export interface Claim {
  readonly method: "factorisation" | ConvolutionMethod;
  readonly sigma2: number;
}

/** Where the bounds of weights come from: each is asked for once, in the order of the ops. Infinity where none can be proved. */
export interface Claims {
  matrix(matrix: Matrix): number;
  convolution(map: ConvolutionMap): number;
}
