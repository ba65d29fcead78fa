import type { CaseReader } from "./case-reader.ts";
import type { Got } from "./compare.ts";
import { activations } from "./subjects/lipschitz-activations.ts";
import { functionalLoss, hkr, hkrMulticlass, lseHkr, plainLoss, softHkr, tauLosses } from "./subjects/lipschitz-losses.ts";
import { initialisers, normalisers, parametrisations, sqrtEps } from "./subjects/lipschitz-normalisers.ts";
import { crossEntropy } from "./subjects/losses-cross-entropy.ts";
import { ctc, regularisation, sparseLoss, twoSidedLoss } from "./subjects/losses-more.ts";
import { lossErrors } from "./subjects/losses-errors.ts";
import { frobeniusLinear, spectralLinear } from "./subjects/lipschitz-linear.ts";

/** Computes every expected field of a case with our packages. */
export type Adapter = (golden: CaseReader) => Promise<Record<string, Got>> | Record<string, Got>;

/** One adapter for each subject that can be run, by `<package>/<file>`. */
export const adapters: Readonly<Record<string, Adapter>> = {
  "lipschitz/activations": activations,
  "lipschitz/categorical_hinge": plainLoss,
  "lipschitz/frobenius_linear": frobeniusLinear,
  "lipschitz/functional_losses": functionalLoss,
  "lipschitz/hinge": plainLoss,
  "lipschitz/hkr_multiclass": hkrMulticlass,
  "lipschitz/hkrloss": hkr,
  "lipschitz/init": initialisers,
  "lipschitz/krloss": plainLoss,
  "lipschitz/lse_hkr": lseHkr,
  "lipschitz/normalizers": normalisers,
  "lipschitz/parametrizations": parametrisations,
  "lipschitz/soft_hkr": softHkr,
  "lipschitz/spectral_linear": spectralLinear,
  "lipschitz/sqrt_eps": sqrtEps,
  "lipschitz/tau_losses": tauLosses,
  "losses/cross_entropy": crossEntropy,
  "losses/cross_entropy_brainpy_layout": crossEntropy,
  "losses/cross_entropy_sparse": sparseLoss,
  "losses/ctc": ctc,
  "losses/multi_margin": twoSidedLoss,
  "losses/nll": twoSidedLoss,
  "losses/regression": twoSidedLoss,
  "losses/regularization": regularisation,
  "losses/sigmoid_losses": twoSidedLoss,
  "losses/softmax_losses": twoSidedLoss,
};

/** The calls of an `errors.json`, ready to be tried; undefined for one that is not known. */
export type ErrorAdapter = (call: string, params: Readonly<Record<string, unknown>>) => (() => unknown) | undefined;

export const errorAdapters: Readonly<Record<string, ErrorAdapter>> = {
  "losses/errors": lossErrors,
};
