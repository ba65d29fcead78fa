/** Which engine runs, its missing kernels, right gradients, seeded randomness, linear algebra and memory scopes. @packageDocumentation */
export { differentiableOps } from "./gradients/register.ts";
export { groupSort } from "./ops/group-sort.ts";
export { checkOptions, nearest } from "./errors/check-options.ts";
export { display, type ErrorCode, type ErrorDetails, SurenetError } from "./errors/surenet-error.ts";
export { invalidOption, invalidValue, malformedFile, shapeMismatch, unsupported, wrongState } from "./errors/throw.ts";
export { createRng, Rng } from "./rng/rng.ts";
export { type RngState, RngValues } from "./rng/rng-values.ts";
export { initBackend } from "./engine/init-backend.ts";
export { stopGradient } from "./ops/stop-gradient.ts";
export { orthogonalMatrix } from "./linalg/orthogonal-matrix.ts";
