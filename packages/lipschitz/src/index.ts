/** 1-Lipschitz layers and losses, proved bounds and robustness certificates. @packageDocumentation */
export { AolConv2d } from "./convolution/aol-conv2d.ts";
export { AolLinear } from "./linear/aol-linear.ts";
export { aolRescale, aolRescaleKernel } from "./parametrisations/conv-aol.ts";
export { type AxisPadding, padImages, type PaddingMode } from "./convolution/pad-images.ts";
export { BatchCentering, BatchLipNorm, type BatchLipNormOptions } from "./normalisation/batch-lip-norm.ts";
export { bjorckInit, type BjorckInitOptions, spectralInit, type SpectralInitOptions } from "./initialisers/spectral-init.ts";
export { BjorckNorm } from "./parametrisations/bjorck-norm.ts";
export {
  bjorckNorm,
  type BjorckNormRegistration,
  frobeniusNorm,
  type NamedParameter,
  removeBjorckNorm,
  removeFrobeniusNorm,
  removeSpectralNorm,
  spectralNorm,
  type SpectralNormRegistration,
} from "./parametrisations/register.ts";
export { bjorckNormalization, type BjorckOptions } from "./normalisers/bjorck-normalization.ts";
export { boundaryWalk, type BoundaryWalkOptions } from "./attack/boundary-walk.ts";
export { categoricalHingeLoss, CategoricalHingeLoss } from "./losses/categorical-hinge.ts";
export { type Certificate, certify, type CertifyOptions, type LipschitzBound, lipschitzBound } from "./certify/certify.ts";
export { type CertifiedAccuracy, certifiedAccuracy } from "./certify/certified-accuracy.ts";
export { certifySigns, type SignCertificate } from "./certify/certify-signs.ts";
export { certifiedCrossEntropy, CertifiedCrossEntropyLoss, type CertifiedCrossEntropyOptions } from "./losses/certified-cross-entropy.ts";
export { computeLconvCoef, computeLconvCoef1d, convCoefficient, type LconvCoefOptions } from "./parametrisations/conv-coefficient.ts";
export { condense } from "./export/condense.ts";
export { ConstrainedConv, type ConstrainedConvOptions } from "./convolution/constrained-conv.ts";
export { ConstrainedLinear, type ConstrainedLinearOptions } from "./linear/constrained-linear.ts";
export { type ConvolutionPadding, type Geometry, type GeometryOptions } from "./convolution/geometry.ts";
export {
  ConvTranspose2d,
  convTranspose2d,
  type ConvTranspose2dOptions,
  type ConvTransposeGeometryOptions,
} from "./convolution/conv-transpose2d.ts";
export { type EngineLabel, engineLabel } from "./certify/engine-label.ts";
export { evaluateLipConst, type EvaluateLipConstOptions, type LipEvaluation } from "./evaluate/evaluate-lip-const.ts";
export { exportCertified, type ExportCertifiedOptions } from "./export/export-certified.ts";
export { FrobeniusConv2d, type FrobeniusConv2dOptions } from "./convolution/frobenius-conv2d.ts";
export { FrobeniusLinear, type FrobeniusLinearOptions } from "./linear/frobenius-linear.ts";
export { frobeniusNormalise } from "./parametrisations/frobenius-norm.ts";
export { FullSort, GroupSort, groupSort, GroupSort2, type GroupSortOptions } from "./activations/group-sort.ts";
export { hingeMarginLoss, HingeMarginLoss } from "./losses/hinge.ts";
export { hingeMulticlassLoss, HingeMulticlassLoss } from "./losses/hinge-multiclass.ts";
export { hkrLoss, HKRLoss } from "./losses/hkr.ts";
export { hkrMulticlassLoss, HKRMulticlassLoss } from "./losses/hkr-multiclass.ts";
export type { HkrOptions, LossOptions, MarginOptions, MultiGpuOptions } from "./losses/hkr-options.ts";
export { HouseHolder, houseHolder, type HouseHolderOptions } from "./activations/house-holder.ts";
export { InvertibleDownSampling, InvertibleUpSampling } from "./sampling/invertible-sampling.ts";
export { krLoss, KRLoss, KRMulticlassLoss } from "./losses/kr.ts";
export { LayerCentering, type LayerCenteringOptions } from "./normalisation/layer-centering.ts";
export type { Label, RadiusName } from "@surenet/checker";
export { lconvNorm, removeLconvNorm } from "./parametrisations/lconv-norm.ts";
export { LipResidual } from "./residual/lip-residual.ts";
export { lipschitzConverters } from "./export/onnx-converters.ts";
export { LipschitzModule, type LipschitzOptions } from "./module/lipschitz-module.ts";
export { lipschitzModules } from "./lipschitz-modules.ts";
export { lipschitzPrelu, LPReLU, type LpReluOptions } from "./activations/lp-relu.ts";
export type { Lowered } from "./certify/lowered.ts";
export { LPPool2d } from "./pooling/lp-pool2d.ts";
export { lseHkrMulticlassLoss, LseHKRMulticlassLoss, type LseHkrOptions } from "./losses/lse-hkr-multiclass.ts";
export { margins } from "./attack/margin.ts";
export { MaxMin, maxMin, type MaxMinOptions } from "./activations/max-min.ts";
export { negKrLoss, NegKRLoss } from "./losses/neg-kr.ts";
export { OrthogonalConv2d, type OrthogonalConv2dOptions } from "./convolution/orthogonal-conv2d.ts";
export { OrthogonalPatchConv2d, type OrthogonalPatchConv2dOptions } from "./convolution/orthogonal-patch-conv2d.ts";
export { PadConv1d, type PadConv1dOptions } from "./convolution/pad-conv1d.ts";
export { PadConv2d, type PadConvOptions } from "./convolution/pad-conv2d.ts";
export { pgd, type PgdOptions } from "./attack/pgd.ts";
export { PixelShuffle, pixelShuffle, PixelUnshuffle, pixelUnshuffle } from "./sampling/pixel-shuffle.ts";
export { processLabelsForMultiGpu } from "./losses/process-labels.ts";
export { type Projection, type ProjectionOptions } from "./module/projection.ts";
export { Scale } from "./parametrisations/scale.ts";
export { ScaleBiasLayer, type ScaleBiasOptions } from "./normalisation/scale-bias-layer.ts";
export {
  ScaledAdaptativeL2NormPool2d,
  type ScaledAdaptativeL2NormPool2dOptions,
  ScaledAdaptiveAvgPool2d,
} from "./pooling/scaled-adaptive-pool2d.ts";
export { ScaledAvgPool2d, type ScaledAvgPool2dOptions } from "./pooling/scaled-avg-pool2d.ts";
export { ScaledL2NormPool2d } from "./pooling/scaled-l2-norm-pool2d.ts";
export { type ScalingLayer, SharedLipFactory } from "./factory/shared-lip-factory.ts";
export { Sequential } from "./module/sequential.ts";
export { ShiftConv2d, type ShiftConv2dOptions } from "./convolution/shift-conv2d.ts";
export { SllConv2d, type SllConv2dOptions } from "./residual/sll-conv2d.ts";
export { SllLinear, type SllOptions } from "./residual/sll-linear.ts";
export { softHkrMulticlassLoss, SoftHKRMulticlassLoss, type SoftHkrOptions } from "./losses/soft-hkr-multiclass.ts";
export { SpectralConv1d, type SpectralConv1dOptions, SpectralConv2d, type SpectralConvOptions } from "./convolution/spectral-conv2d.ts";
export { SpectralConvTranspose2d, type SpectralConvTranspose2dOptions } from "./convolution/spectral-conv-transpose2d.ts";
export { SpectralLinear, type SpectralLinearOptions } from "./linear/spectral-linear.ts";
export { SpectralNorm, type SpectralNormOptions } from "./parametrisations/spectral-norm.ts";
export {
  spectralNormalization,
  type SpectralNormalizationOptions,
  type SpectrallyNormalized,
} from "./normalisers/spectral-normalization.ts";
export { sqrtWithGradeps } from "./normalisers/sqrt-with-gradeps.ts";
export { SymmetricPad, type SymmetricPadOptions } from "./convolution/symmetric-pad.ts";
export { TauBCEWithLogitsLoss, tauBceWithLogitsLoss, type TauBceWithLogitsOptions } from "./losses/tau-bce-with-logits.ts";
export { TauCrossEntropyLoss, tauCrossEntropyLoss, type TauCrossEntropyOptions } from "./losses/tau-cross-entropy.ts";
export { toTorchlip } from "./export/to-torchlip.ts";
export { vanillaExport, type VanillaExportOptions } from "./export/vanilla-export.ts";
export { vanillaModel } from "./export/vanilla-model.ts";
export { type WindowPoolOptions } from "./pooling/window-pool.ts";
