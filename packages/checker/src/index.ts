/** Verifies exported models and certificates in plain float64; depends on nothing. @packageDocumentation */
export { gamma, nextDown, nextUp, normUp, sqrtUp, U64, up } from "./arithmetic/rounding.ts";
export { type Gram, gram } from "./bounds/gram.ts";
export type { Matrix } from "./bounds/matrix.ts";
export { proposeLargestEigenvalue, proveLargestEigenvalue, proveSpectralNorm, type SpectralNormProof } from "./bounds/spectral-norm.ts";
export { certifyPoint, type PointCertificate } from "./certificate/certify-point.ts";
export { proveNetwork, type ProvedNetwork } from "./certificate/prove-network.ts";
export { evaluate } from "./network/evaluate.ts";
export { lipschitzConstant } from "./network/lipschitz-constant.ts";
export type { Dense, GroupSort, HouseHolder, MaxMin, Op, PRelu, Scale } from "./network/op.ts";
export { type RoundingError, roundingError } from "./network/rounding-error.ts";
