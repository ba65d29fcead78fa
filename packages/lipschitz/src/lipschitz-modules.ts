import type { ModuleType } from "@surenet/nn";
import { FullSort, GroupSort, GroupSort2 } from "./activations/group-sort.ts";
import { HouseHolder } from "./activations/house-holder.ts";
import { LPReLU } from "./activations/lp-relu.ts";
import { MaxMin } from "./activations/max-min.ts";
import { FrobeniusLinear } from "./linear/frobenius-linear.ts";
import { SpectralLinear } from "./linear/spectral-linear.ts";
import { Sequential } from "./module/sequential.ts";
import { AolConv2d } from "./convolution/aol-conv2d.ts";
import { AolLinear } from "./linear/aol-linear.ts";
import { BatchCentering, BatchLipNorm } from "./normalisation/batch-lip-norm.ts";
import { ConvTranspose2d } from "./convolution/conv-transpose2d.ts";
import { FrobeniusConv2d } from "./convolution/frobenius-conv2d.ts";
import { InvertibleDownSampling, InvertibleUpSampling } from "./sampling/invertible-sampling.ts";
import { LayerCentering } from "./normalisation/layer-centering.ts";
import { LipResidual } from "./residual/lip-residual.ts";
import { LPPool2d } from "./pooling/lp-pool2d.ts";
import { OrthogonalConv2d } from "./convolution/orthogonal-conv2d.ts";
import { OrthogonalPatchConv2d } from "./convolution/orthogonal-patch-conv2d.ts";
import { PadConv1d } from "./convolution/pad-conv1d.ts";
import { PadConv2d } from "./convolution/pad-conv2d.ts";
import { PixelShuffle, PixelUnshuffle } from "./sampling/pixel-shuffle.ts";
import { ScaleBiasLayer } from "./normalisation/scale-bias-layer.ts";
import { ScaledAdaptativeL2NormPool2d, ScaledAdaptiveAvgPool2d } from "./pooling/scaled-adaptive-pool2d.ts";
import { ScaledAvgPool2d } from "./pooling/scaled-avg-pool2d.ts";
import { ScaledL2NormPool2d } from "./pooling/scaled-l2-norm-pool2d.ts";
import { ShiftConv2d } from "./convolution/shift-conv2d.ts";
import { SllConv2d } from "./residual/sll-conv2d.ts";
import { SllLinear } from "./residual/sll-linear.ts";
import { SpectralConv1d, SpectralConv2d } from "./convolution/spectral-conv2d.ts";
import { SpectralConvTranspose2d } from "./convolution/spectral-conv-transpose2d.ts";
import { SymmetricPad } from "./convolution/symmetric-pad.ts";

/** Every module of this package, for `loadModel` and `buildModule`. */
export const lipschitzModules: readonly ModuleType[] = [
  AolConv2d,
  AolLinear,
  BatchCentering,
  BatchLipNorm,
  ConvTranspose2d,
  FrobeniusConv2d,
  FrobeniusLinear,
  FullSort,
  GroupSort,
  GroupSort2,
  HouseHolder,
  InvertibleDownSampling,
  InvertibleUpSampling,
  LayerCentering,
  LipResidual,
  LPPool2d,
  LPReLU,
  MaxMin,
  OrthogonalConv2d,
  OrthogonalPatchConv2d,
  PadConv1d,
  PadConv2d,
  PixelShuffle,
  PixelUnshuffle,
  ScaleBiasLayer,
  ScaledAdaptativeL2NormPool2d,
  ScaledAdaptiveAvgPool2d,
  ScaledAvgPool2d,
  ScaledL2NormPool2d,
  Sequential,
  ShiftConv2d,
  SllConv2d,
  SllLinear,
  SpectralConv1d,
  SpectralConv2d,
  SpectralConvTranspose2d,
  SpectralLinear,
  SymmetricPad,
];
