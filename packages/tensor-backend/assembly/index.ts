export { addRow } from "./add-row";
export { erf } from "./erf";
export { exp, expm1 } from "./exp";
export * from "./gemm";
export { permutePairs, restorePairs } from "./group-sort";
export { log, log1p } from "./log";
export * from "./matrix-vector";
export { pow, powScalar } from "./pow";
export { sigmoid, softplus, tanh } from "./sigmoids";
