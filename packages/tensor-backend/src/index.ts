/** Which engine runs, its missing kernels, right gradients, seeded randomness, linear algebra and memory scopes. @packageDocumentation */
export { type BackendOptions, type BackendReport, initBackend, type SkippedEngine } from "./engine/init-backend.ts";
export type { EngineName } from "./engine/loaders/loader.ts";
export { checkEngine, supports } from "./engine/preflight.ts";
export { checkOptions, nearest } from "./errors/check-options.ts";
export { display, type ErrorCode, type ErrorDetails, SurenetError } from "./errors/surenet-error.ts";
export { invalidOption, invalidValue, malformedFile, shapeMismatch, unsupported, wrongState } from "./errors/throw.ts";
export { differentiableOps, registerGradients } from "./gradients/register.ts";
export { orthogonalMatrix } from "./linalg/orthogonal-matrix.ts";
export { groupSort } from "./ops/group-sort.ts";
export { stopGradient } from "./ops/stop-gradient.ts";
export { createRng, Rng } from "./rng/rng.ts";
export { type RngState, RngValues } from "./rng/rng-values.ts";
export type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D, Variable } from "@tensorflow/tfjs-core";
