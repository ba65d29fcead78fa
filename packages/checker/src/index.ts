/** Verifies exported models and certificates in plain float64; depends on nothing. @packageDocumentation */
export { isLabel, type Label, RADIUS_NAMES, type RadiusName } from "./arithmetic/labels.ts";
export { gamma, nextDown, nextUp, normUp, sqrtUp, U64, up } from "./arithmetic/rounding.ts";
export { type Gram, gram } from "./bounds/gram.ts";
export type { Matrix } from "./bounds/matrix.ts";
export { proveLargestEigenvalue } from "./bounds/largest-eigenvalue.ts";
export { proposeLargestEigenvalue, proveSpectralNorm, type SpectralNormProof } from "./bounds/spectral-norm.ts";
export { certifyPoint, type PointCertificate } from "./certificate/certify-point.ts";
export { certifySigns, type SignCertificate } from "./certificate/certify-signs.ts";
export { checkCertificate, type CheckedCertificate, type CheckedModel, type CertifiedFiles, inputHash } from "./check.ts";
export type { Claim } from "./claims/claim.ts";
export { integerRadiusSquared } from "./certificate/integer-radius.ts";
export { type InputRecord, type Ledger } from "./files/ledger.ts";
export { proveNetwork, type ProveOptions } from "./certificate/prove-network.ts";
export type { ProvedNetwork } from "./certificate/prove-with.ts";
export { Refusal } from "./files/refusal.ts";
export { writeCertificate, type WriteCertificateOptions } from "./files/write-certificate.ts";
export {
  type ConvolutionAxis,
  type ConvolutionMap,
  largestCount,
  outputSize,
  type PaddingMode,
  paddingSources,
} from "./network/convolution-map.ts";
export { convolutionNorm, fourierNorm } from "./bounds/convolution-norm.ts";
export { evaluate } from "./network/evaluate.ts";
export { latticeNorm } from "./bounds/lattice-norm.ts";
export { lipschitzConstant } from "./network/lipschitz-constant.ts";
export type {
  Branches, Centre, Concat, Convolution, ConvolutionTranspose, Dense, Gather, GroupSort, HouseHolder, MaxMin, Op, PRelu, ReluReflection, Scale, Shift,
  WindowNorm, WindowSum,
} from "./network/op.ts"; // prettier-ignore
export { type Periods, torusNorm } from "./bounds/torus-norm.ts";
export type { Windows } from "./network/rare/windows.ts";
