import type { CaseReader } from "./case-reader.ts";
import type { Got } from "./compare.ts";
import { activations } from "./subjects/lipschitz-activations.ts";
import { hkrMulticlass, tauLosses } from "./subjects/lipschitz-losses.ts";
import { crossEntropy } from "./subjects/losses-cross-entropy.ts";
import { frobeniusLinear, spectralLinear } from "./subjects/lipschitz-linear.ts";

/** Computes every expected field of a case with our packages. */
export type Adapter = (golden: CaseReader) => Promise<Record<string, Got>> | Record<string, Got>;

/** One adapter for each subject that can be run, by `<package>/<file>`. */
export const adapters: Readonly<Record<string, Adapter>> = {
  "lipschitz/activations": activations,
  "lipschitz/frobenius_linear": frobeniusLinear,
  "lipschitz/hkr_multiclass": hkrMulticlass,
  "lipschitz/spectral_linear": spectralLinear,
  "lipschitz/tau_losses": tauLosses,
  "losses/cross_entropy": crossEntropy,
  "losses/cross_entropy_brainpy_layout": crossEntropy,
};
