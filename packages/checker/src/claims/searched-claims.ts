import { proposeConvolutionNorm } from "../bounds/convolution-norm.ts";
import { proveSpectralNorm } from "../bounds/spectral-norm.ts";
import type { Claim, Claims } from "./claim.ts";

/** Claims that are searched for and proved; `found` lists them, for a ledger. */
export function searchedClaims(): Claims & { readonly found: readonly Claim[] } {
  const found: Claim[] = [];
  return {
    found,
    matrix(matrix) {
      const { claim, bound } = proveSpectralNorm(matrix);
      found.push({ method: "factorisation", sigma2: claim });
      return bound;
    },
    convolution(map) {
      const { method, sigma2, bound } = proposeConvolutionNorm(map);
      found.push({ method, sigma2 });
      return bound;
    },
  };
}
