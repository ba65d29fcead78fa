/** 1-Lipschitz layers and losses, proved bounds and robustness certificates. @packageDocumentation */
export { bjorckInit, type BjorckInitOptions, spectralInit, type SpectralInitOptions } from "./initialisers/spectral-init.ts";
export { BjorckNorm } from "./parametrisations/bjorck-norm.ts";
export { bjorckNorm, type BjorckNormRegistration, frobeniusNorm, type NamedParameter, removeBjorckNorm, removeFrobeniusNorm, removeSpectralNorm, spectralNorm, type SpectralNormRegistration } from "./parametrisations/register.ts"; // prettier-ignore
export { bjorckNormalization, type BjorckOptions } from "./normalisers/bjorck-normalization.ts";
export { boundaryWalk, type BoundaryWalkOptions } from "./attack/boundary-walk.ts";
export { categoricalHingeLoss, CategoricalHingeLoss } from "./losses/categorical-hinge.ts";
export { type Certificate, certify, type CertifyOptions, type LipschitzBound, lipschitzBound } from "./certify/certify.ts";
export { certifiedCrossEntropy, CertifiedCrossEntropyLoss, type CertifiedCrossEntropyOptions } from "./losses/certified-cross-entropy.ts";
export { condense } from "./export/condense.ts";
export { ConstrainedLinear, type ConstrainedLinearOptions } from "./linear/constrained-linear.ts";
export { evaluateLipConst, type EvaluateLipConstOptions, type LipEvaluation } from "./evaluate/evaluate-lip-const.ts";
export { FrobeniusLinear, type FrobeniusLinearOptions } from "./linear/frobenius-linear.ts";
export { frobeniusNormalise } from "./parametrisations/frobenius-norm.ts";
export { FullSort, GroupSort, groupSort, GroupSort2, type GroupSortOptions } from "./activations/group-sort.ts";
export { hingeMarginLoss, HingeMarginLoss } from "./losses/hinge.ts";
export { hingeMulticlassLoss, HingeMulticlassLoss } from "./losses/hinge-multiclass.ts";
export { hkrLoss, HKRLoss } from "./losses/hkr.ts";
export { hkrMulticlassLoss, HKRMulticlassLoss } from "./losses/hkr-multiclass.ts";
export type { HkrOptions, LossOptions, MarginOptions, MultiGpuOptions } from "./losses/hkr-options.ts";
export { HouseHolder, houseHolder, type HouseHolderOptions } from "./activations/house-holder.ts";
export { krLoss, KRLoss, KRMulticlassLoss } from "./losses/kr.ts";
export { LipschitzModule, type LipschitzOptions } from "./module/lipschitz-module.ts";
export { lipschitzModules } from "./lipschitz-modules.ts";
export { lipschitzPrelu, LPReLU, type LpReluOptions } from "./activations/lp-relu.ts";
export type { Lowered } from "./certify/lowered.ts";
export { lseHkrMulticlassLoss, LseHKRMulticlassLoss, type LseHkrOptions } from "./losses/lse-hkr-multiclass.ts";
export { margins } from "./attack/margin.ts";
export { MaxMin, maxMin, type MaxMinOptions } from "./activations/max-min.ts";
export { negKrLoss, NegKRLoss } from "./losses/neg-kr.ts";
export { pgd, type PgdOptions } from "./attack/pgd.ts";
export { processLabelsForMultiGpu } from "./losses/process-labels.ts";
export { type Projection, SpectralLinear, type SpectralLinearOptions } from "./linear/spectral-linear.ts";
export { Scale } from "./parametrisations/scale.ts";
export { type ScalingLayer, SharedLipFactory } from "./factory/shared-lip-factory.ts";
export { Sequential } from "./module/sequential.ts";
export { softHkrMulticlassLoss, SoftHKRMulticlassLoss, type SoftHkrOptions } from "./losses/soft-hkr-multiclass.ts";
export { SpectralNorm, type SpectralNormOptions } from "./parametrisations/spectral-norm.ts";
export {
  spectralNormalization,
  type SpectralNormalizationOptions,
  type SpectrallyNormalized,
} from "./normalisers/spectral-normalization.ts";
export { sqrtWithGradeps } from "./normalisers/sqrt-with-gradeps.ts";
export { TauBCEWithLogitsLoss, tauBceWithLogitsLoss, type TauBceWithLogitsOptions } from "./losses/tau-bce-with-logits.ts";
export { TauCrossEntropyLoss, tauCrossEntropyLoss, type TauCrossEntropyOptions } from "./losses/tau-cross-entropy.ts";
export { vanillaExport, type VanillaExportOptions } from "./export/vanilla-export.ts";
export { vanillaModel } from "./export/vanilla-model.ts";
