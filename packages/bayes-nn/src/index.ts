/** Gaussian parameters, covariances, Bayesian layers, prediction and calibration. @packageDocumentation */
export { accuracyOf, brierScore, negativeLogLikelihood } from "./calibration/scores.ts";
export { aurc, auroc, errorsRemoved } from "./calibration/abstention.ts";
export { bayesianMlp, type BayesianMlpOptions } from "./conversion/mlp.ts";
export { BayesianModule } from "./layers/bayesian-module.ts";
export { bayesModules } from "./layers/bayes-modules.ts";
export { type BinOptions, expectedCalibrationError, type ReliabilityBin, reliabilityDiagram } from "./calibration/reliability.ts";
export { buildCovariance } from "./covariance/build-covariance.ts";
export { type ClassPrediction, predict, type Prediction, type PredictionTask, type PredictOptions } from "./prediction/predict.ts";
export { type ConformalOptions, type ConformalRule, conformalSets } from "./calibration/conformal.ts";
export type { Covariance, CovarianceShape, CovarianceSpec, DiagonalSpec, FactorizedSpec, InputMap, KroneckerSpec, LowRankSpec, Noise, Parts } from "./covariance/covariance.ts"; // prettier-ignore
export { type Coverage, intervalCoverage } from "./calibration/coverage.ts";
export { type Draw, type Sampling } from "./sampling/draw.ts";
export { Ensemble, fitEnsemble } from "./ensembles/ensemble.ts";
export { type FittedTemperature, fitTemperature, setTemperature, type TemperatureOptions } from "./calibration/temperature.ts";
export { GaussianConv1d, type GaussianConv1dOptions } from "./layers/gaussian-conv1d.ts";
export { GaussianConv2d, type GaussianConv2dOptions } from "./layers/gaussian-conv2d.ts";
export { GaussianLayer, type GaussianOptions } from "./layers/gaussian-layer.ts";
export { GaussianLinear } from "./layers/gaussian-linear.ts";
export { gaussianNoise } from "./sampling/gaussian-noise.ts";
export { GaussianParameter, type PriorParts, VARIANCE_FLOOR } from "./parameter/gaussian-parameter.ts";
export { Ivon, type IvonOptions, type IvonPosterior } from "./optim/ivon.ts";
export { type LabelledRows, labelledRows, readLabelledRows } from "./calibration/labelled-rows.ts";
export { type LaplaceFit, type LaplaceOptions, type LaplacePrediction, LastLayerLaplace } from "./laplace/last-layer-laplace.ts";
export { lastLayerFeatures, readLaplaceFit } from "./laplace/laplace-fit.ts";
export { type LayerType, MaximalUpdate, NeuralTangent, type ScaledOptimizer, Standard, type WidthScaling, type WidthScalingName } from "./parametrisation/parametrisation.ts"; // prettier-ignore
export { learningRateGroups, type LearningRateOptions } from "./parametrisation/learning-rate-groups.ts";
export { McDropout } from "./ensembles/mc-dropout.ts";
export { reliabilitySvg } from "./calibration/reliability-svg.ts";
export { Residual } from "./layers/residual.ts";
export { Sequential, type SequentialOptions } from "./layers/sequential.ts";
export { toBayesian, type ToBayesianOptions, weightsOf } from "./conversion/to-bayesian.ts";
