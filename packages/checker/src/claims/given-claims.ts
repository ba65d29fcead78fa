import { gram } from "../bounds/gram.ts";
import { proveRoot } from "../bounds/largest-eigenvalue.ts";
import type { Matrix } from "../bounds/matrix.ts";
import { patchNorm } from "../bounds/patch-norm.ts";
import type { ConvolutionMap } from "../network/convolution-map.ts";
import type { Claim, Claims, ConvolutionMethod } from "./claim.ts";

/** Proves a convolution's claim by a method other than patches. */
export type ProveConvolution = (map: ConvolutionMap, method: Exclude<ConvolutionMethod, "patches">, sigma2: number) => number;

/**
 * Claims that are read one after the other and only proved; `rest` counts those that nobody asked for.
 *
 * @param proveConvolution without it a claim of such a method is not proved
 */
export function givenClaims(claims: readonly Claim[], proveConvolution?: ProveConvolution): Claims & { rest(): number } {
  let next = 0;
  const byFactorisation = (matrix: Matrix, sigma2: number): number => proveRoot(gram(matrix), sigma2);
  return {
    rest: () => claims.length - next,
    matrix(matrix) {
      const claim = claims[next++];
      return claim?.method === "factorisation" ? byFactorisation(matrix, claim.sigma2) : Infinity;
    },
    convolution(map) {
      const { method, sigma2 } = claims[next++] ?? { method: "factorisation", sigma2: NaN };
      if (method === "factorisation") return Infinity;
      if (method === "patches") return patchNorm(map, (matrix) => byFactorisation(matrix, sigma2));
      return proveConvolution?.(map, method, sigma2) ?? Infinity;
    },
  };
}
