/** Gaussian parameters, covariances, Bayesian layers, prediction and calibration (not yet filled). @packageDocumentation */
export {};
