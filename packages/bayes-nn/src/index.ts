/** Gaussian parameters, covariances, Bayesian layers, prediction and calibration. @packageDocumentation */
export { BayesianModule } from "./layers/bayesian-module.ts";
export { bayesModules } from "./layers/bayes-modules.ts";
export { buildCovariance } from "./covariance/build-covariance.ts";
export type { Covariance, CovarianceShape, CovarianceSpec, DiagonalSpec, FactorizedSpec, InputMap, KroneckerSpec, LowRankSpec, Noise, Parts } from "./covariance/covariance.ts"; // prettier-ignore
export { type Draw, type Sampling } from "./sampling/draw.ts";
export { GaussianConv1d, type GaussianConv1dOptions } from "./layers/gaussian-conv1d.ts";
export { GaussianConv2d, type GaussianConv2dOptions } from "./layers/gaussian-conv2d.ts";
export { GaussianLayer, type GaussianOptions } from "./layers/gaussian-layer.ts";
export { GaussianLinear } from "./layers/gaussian-linear.ts";
export { gaussianNoise } from "./sampling/gaussian-noise.ts";
export { GaussianParameter, type PriorParts, VARIANCE_FLOOR } from "./parameter/gaussian-parameter.ts";
export { learningRateGroups, type LearningRateOptions } from "./parametrisation/learning-rate-groups.ts";
export { type LayerType, MaximalUpdate, NeuralTangent, type ScaledOptimizer, Standard, type WidthScaling, type WidthScalingName } from "./parametrisation/parametrisation.ts"; // prettier-ignore
export { Residual } from "./layers/residual.ts";
export { Sequential, type SequentialOptions } from "./layers/sequential.ts";
