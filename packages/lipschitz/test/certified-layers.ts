import { createRng } from "@surenet/tensor-backend";
import { Conv2d, type Module } from "@surenet/nn";
import { AolConv2d, AolLinear, BatchCentering, BatchLipNorm, ConvTranspose2d, FrobeniusConv2d, GroupSort2, InvertibleDownSampling, InvertibleUpSampling, LayerCentering, LipResidual, OrthogonalConv2d, OrthogonalPatchConv2d, PadConv1d, PadConv2d, ScaleBiasLayer, ScaledAdaptativeL2NormPool2d, ScaledAdaptiveAvgPool2d, ScaledAvgPool2d, ScaledL2NormPool2d, Sequential, ShiftConv2d, SllConv2d, SllLinear, SpectralConv1d, SpectralConv2d, SpectralConvTranspose2d, SymmetricPad } from "../src/index.ts"; // prettier-ignore

const rng = createRng(6);
const modes = ["zeros", "reflect", "replicate", "symmetric", "circular"] as const;

/** Every layer that a certificate passes through, with a sample's shape. */
export const certifiedLayers: readonly (readonly [name: string, make: () => Module, shape: readonly number[]])[] = [
  ...modes.map((paddingMode) => [`SpectralConv2d ${paddingMode}`, () => new SpectralConv2d(2, 3, { kernelSize: [3, 2], stride: [1, 2], padding: [1, 2], paddingMode, kCoefLip: 2, rng }), [5, 4, 2]] as const), // prettier-ignore
  ["SpectralConv2d in groups", () => new SpectralConv2d(4, 2, { kernelSize: 2, dilation: 2, groups: 2, padding: "same", rng }), [4, 5, 4]],
  ["SpectralConv2d of torchlip", () => new SpectralConv2d(2, 3, { kernelSize: 3, padding: 1, projection: "torchlip", rng }), [4, 4, 2]],
  ["SpectralConv1d", () => new SpectralConv1d(2, 3, { kernelSize: 3, stride: 2, padding: 2, paddingMode: "reflect", rng }), [7, 2]],
  ["FrobeniusConv2d", () => new FrobeniusConv2d(2, 1, { kernelSize: 3, padding: 2, paddingMode: "replicate", rng }), [4, 4, 2]],
  ["SpectralConvTranspose2d", () => new SpectralConvTranspose2d(3, 2, { kernelSize: [3, 2], stride: [2, 1], padding: [1, 0], kCoefLip: 0.5, rng }), [3, 2, 3]], // prettier-ignore
  ["OrthogonalPatchConv2d", () => new OrthogonalPatchConv2d(1, 6, { kernelSize: 6, stride: 2, rng }), [8, 6, 1]],
  ["OrthogonalConv2d", () => new OrthogonalConv2d(4, 6, { kernelSize: 3, groups: 2, kCoefLip: 3, rng }), [4, 3, 4]],
  ["OrthogonalConv2d strided", () => new OrthogonalConv2d(2, 5, { kernelSize: 4, stride: 2, paddingMode: "circular", rng }), [6, 4, 2]],
  ["ShiftConv2d", () => new ShiftConv2d(6, 5, { kCoefLip: 2, rng }), [3, 4, 6]],
  ["AolConv2d", () => new AolConv2d(2, 4, { kernelSize: 3, padding: 1, stride: 2, rng }), [6, 5, 2]],
  ["AolConv2d circular", () => new AolConv2d(2, 4, { kernelSize: 3, padding: 1, paddingMode: "circular", rng }), [3, 4, 2]],
  ["AolLinear", () => new AolLinear(5, 3, { rng }), [5]],
  ["SllLinear", () => new SllLinear(5, { hidden: 7, kCoefLip: 2, rng }), [5]],
  ["SllConv2d", () => new SllConv2d(2, { hidden: 3, kernelSize: 3, rng }), [4, 3, 2]],
  [
    "LipResidual",
    () => new LipResidual(new Sequential([new SpectralConv2d(4, 4, { kernelSize: 3, padding: 1, rng }), new GroupSort2()])),
    [3, 3, 4],
  ],
  ["ScaledAvgPool2d", () => new ScaledAvgPool2d([2, 3], { ceilMode: true, kCoefLip: 2 }), [5, 4, 2]],
  ["ScaledL2NormPool2d", () => new ScaledL2NormPool2d(2, { kCoefLip: 0.5 }), [5, 4, 2]],
  ["ScaledAdaptiveAvgPool2d", () => new ScaledAdaptiveAvgPool2d([2, 3], { kCoefLip: 2 }), [5, 4, 2]],
  ["ScaledAdaptiveAvgPool2d to one", () => new ScaledAdaptiveAvgPool2d(1), [5, 4, 2]],
  ["ScaledAdaptativeL2NormPool2d", () => new ScaledAdaptativeL2NormPool2d({ kCoefLip: 2 }), [3, 4, 2]],
  ["InvertibleDownSampling", () => new InvertibleDownSampling(2, { kCoefLip: 3 }), [4, 6, 2]],
  ["InvertibleUpSampling", () => new InvertibleUpSampling(2, { kCoefLip: 3 }), [2, 3, 8]],
  ["LayerCentering", () => new LayerCentering({ numFeatures: 2 }), [3, 4, 2]],
  ["LayerCentering over channels", () => new LayerCentering({ axes: [3] }), [3, 4, 2]],
  ["BatchCentering", () => new BatchCentering(2), [3, 4, 2]],
  ["BatchLipNorm", () => new BatchLipNorm(2), [3, 4, 2]],
  ["ScaleBiasLayer", () => new ScaleBiasLayer(-3, { numFeatures: 2 }), [3, 4, 2]],
  ["SymmetricPad", () => new SymmetricPad([1, 2]), [5, 4, 2]],
  ["PadConv2d", () => new PadConv2d(2, 3, { kernelSize: 3, padding: [2, 1], paddingMode: "symmetric", rng }), [4, 4, 2]],
  ["PadConv1d", () => new PadConv1d(2, 3, { kernelSize: 3, padding: 2, paddingMode: "circular", rng }), [5, 2]],
  ["Conv2d of nn", () => new Conv2d(2, 4, { kernelSize: 3, stride: 2, padding: 1, groups: 2, rng }), [5, 4, 2]],
  ["ConvTranspose2d", () => new ConvTranspose2d(2, 3, { kernelSize: 3, stride: 2, rng }), [2, 3, 2]],
];
