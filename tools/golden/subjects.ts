import type { CaseReader } from "./case-reader.ts";
import type { Got } from "./compare.ts";
import { bayesErrors } from "./subjects/bayes-errors.ts";
import { covariances, elboTraining, linear, parametrisations as widthScalings, temperatureScaler } from "./subjects/bayes-layers.ts";
import { focalLoss, freeEnergy, varianceReducedLoss, wrappedLosses } from "./subjects/bayes-losses.ts";
import { activations } from "./subjects/lipschitz-activations.ts";
import { functionalLoss, hkr, hkrMulticlass, lseHkr, plainLoss, softHkr, tauLosses } from "./subjects/lipschitz-losses.ts";
import { initialisers, normalisers, parametrisations, sqrtEps } from "./subjects/lipschitz-normalisers.ts";
import { evaluate } from "./subjects/lipschitz-evaluate.ts";
import { training } from "./subjects/lipschitz-training.ts";
import { stateDict, vanilla } from "./subjects/lipschitz-exports.ts";
import { lipschitzErrors } from "./subjects/lipschitz-errors.ts";
import { crossEntropy } from "./subjects/losses-cross-entropy.ts";
import { ctc, regularisation, sparseLoss, twoSidedLoss } from "./subjects/losses-more.ts";
import { lossErrors } from "./subjects/losses-errors.ts";
import { constrainedConvolution, lconvCoefficient, padConv } from "./subjects/lipschitz-convolutions.ts";
import { normalisation } from "./subjects/lipschitz-normalisation.ts";
import { sequential } from "./subjects/lipschitz-sequential.ts";
import { imageLayer, lipResidual } from "./subjects/lipschitz-pooling.ts";
import { frobeniusLinear, spectralLinear } from "./subjects/lipschitz-linear.ts";
import { neuronFunctions, neurons } from "./subjects/spiking-neurons.ts";
import { interpolation, recordTensor } from "./subjects/spiking-records.ts";
import { synapses } from "./subjects/spiking-synapses.ts";
import { connections } from "./subjects/spiking-connections.ts";
import { encoders } from "./subjects/spiking-encoders.ts";
import { accumulator, bounding, traces, trainers } from "./subjects/spiking-learning.ts";
import { maxRate } from "./subjects/spiking-readout.ts";
import { blocks, elemental } from "./subjects/cortex-blocks.ts";
import { checkProbsSubject, classifierLeaf, smoothedCrossEntropy } from "./subjects/cortex-document.ts";
import { cortexErrors } from "./subjects/cortex-errors.ts";
import { languageModelLeaves, regressorLeaf, sequenceRegressorLeaf } from "./subjects/cortex-leaves.ts";
import { branches, roots, tree, trunk } from "./subjects/cortex-nodes.ts";
import { corruption, metrics as cortexMetrics, misc } from "./subjects/cortex-rest.ts";
import { layers, reducers } from "./subjects/spiking-layers.ts";
import { dimReduction, hooks, math, metrics as spikingMetrics, stats } from "./subjects/spiking-statistics.ts";
import { spikingErrors } from "./subjects/spiking-errors.ts";

/** Computes every expected field of a case with our packages. */
export type Adapter = (golden: CaseReader) => Promise<Record<string, Got>> | Record<string, Got>;

/** One adapter for each subject that can be run, by `<package>/<file>`. */
export const adapters: Readonly<Record<string, Adapter>> = {
  "cortex-tree/blocks": blocks,
  "cortex-tree/branches": branches,
  "cortex-tree/check_probs": checkProbsSubject,
  "cortex-tree/classifier_leaf": classifierLeaf,
  "cortex-tree/corruption": corruption,
  "cortex-tree/cross_entropy_smoothing": smoothedCrossEntropy,
  "cortex-tree/elemental": elemental,
  "cortex-tree/lm_leaves": languageModelLeaves,
  "cortex-tree/metrics": cortexMetrics,
  "cortex-tree/misc": misc,
  "cortex-tree/regressor_leaf": regressorLeaf,
  "cortex-tree/roots": roots,
  "cortex-tree/sequence_regressor_leaf": sequenceRegressorLeaf,
  "cortex-tree/tree": tree,
  "cortex-tree/trunk": trunk,
  "bayes-losses/bnn_linear": linear,
  "bayes-losses/covariances": covariances,
  "bayes-losses/elbo_train": elboTraining,
  "bayes-losses/focal_loss": focalLoss,
  "bayes-losses/parametrizations": widthScalings,
  "bayes-losses/temperature_scaler": temperatureScaler,
  "bayes-losses/variance_reduced": varianceReducedLoss,
  "bayes-losses/variance_reduced_documented": varianceReducedLoss,
  "bayes-losses/variational_free_energy": freeEnergy,
  "bayes-losses/vfe_documented": freeEnergy,
  "bayes-losses/wrapped_losses": wrappedLosses,
  "lipschitz/activations": activations,
  "lipschitz/categorical_hinge": plainLoss,
  "lipschitz/evaluate_lip_const": evaluate,
  "lipschitz/frobenius_conv2d": constrainedConvolution,
  "lipschitz/frobenius_linear": frobeniusLinear,
  "lipschitz/functional_losses": functionalLoss,
  "lipschitz/hinge": plainLoss,
  "lipschitz/hkr_multiclass": hkrMulticlass,
  "lipschitz/hkrloss": hkr,
  "lipschitz/init": initialisers,
  "lipschitz/krloss": plainLoss,
  "lipschitz/lconv_coef": lconvCoefficient,
  "lipschitz/lse_hkr": lseHkr,
  "lipschitz/normalization": normalisation,
  "lipschitz/normalizers": normalisers,
  "lipschitz/pad_conv": padConv,
  "lipschitz/parametrizations": parametrisations,
  "lipschitz/pooling": imageLayer,
  "lipschitz/residual": lipResidual,
  "lipschitz/sequential": sequential,
  "lipschitz/soft_hkr": softHkr,
  "lipschitz/spectral_conv1d": constrainedConvolution,
  "lipschitz/spectral_conv2d": constrainedConvolution,
  "lipschitz/spectral_conv_transpose2d": constrainedConvolution,
  "lipschitz/spectral_linear": spectralLinear,
  "lipschitz/sqrt_eps": sqrtEps,
  "lipschitz/state_dict": stateDict,
  "lipschitz/tau_losses": tauLosses,
  "lipschitz/training": training,
  "lipschitz/updown": imageLayer,
  "lipschitz/vanilla_model": vanilla,
  "losses/cross_entropy": crossEntropy,
  "losses/cross_entropy_brainpy_layout": crossEntropy,
  "losses/cross_entropy_sparse": sparseLoss,
  "losses/ctc": ctc,
  "losses/multi_margin": twoSidedLoss,
  "losses/nll": twoSidedLoss,
  "losses/regression": twoSidedLoss,
  "losses/regularization": regularisation,
  "losses/sigmoid_losses": twoSidedLoss,
  "losses/softmax_losses": twoSidedLoss,
  "spiking/accumulator": accumulator,
  "spiking/bounding": bounding,
  "spiking/connections": connections,
  "spiking/dim_reduction": dimReduction,
  "spiking/encoders": encoders,
  "spiking/hooks": hooks,
  "spiking/interp_extrap": interpolation,
  "spiking/layers": layers,
  "spiking/math": math,
  "spiking/max_rate_classifier": maxRate,
  "spiking/metrics": spikingMetrics,
  "spiking/neuron_functional": neuronFunctions,
  "spiking/neurons": neurons,
  "spiking/record_tensor": recordTensor,
  "spiking/reducers": reducers,
  "spiking/stats": stats,
  "spiking/synapses": synapses,
  "spiking/traces": traces,
  "spiking/trainers": trainers,
};

/** The calls of an `errors.json`, ready to be tried; undefined for one that is not known. */
export type ErrorAdapter = (call: string, params: Readonly<Record<string, unknown>>) => (() => unknown) | undefined;

export const errorAdapters: Readonly<Record<string, ErrorAdapter>> = {
  "cortex-tree/errors": cortexErrors,
  "bayes-losses/errors": bayesErrors,
  "lipschitz/errors": lipschitzErrors,
  "losses/errors": lossErrors,
  "spiking/errors": spikingErrors,
};
