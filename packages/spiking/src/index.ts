/** Spiking neurons, synapses, encoders, local learning rules, monitors and rate classifiers. @packageDocumentation */
export { absMax, absMin, average, geometricMean, median, quantile, total, totalOver } from "./statistics/summaries.ts";
export { AdaptiveNeuron, type AdaptiveOptions, type PerAdaptation } from "./neurons/adaptive-neuron.ts";
export { AdEx, type AdExOptions } from "./neurons/adex.ts";
export { ALIF, type ALIFOptions } from "./neurons/alif.ts";
export type { AlongOptions } from "./statistics/reduce-along.ts";
export {
  AverageReducer,
  EMAReducer,
  EventReducer,
  PassthroughReducer,
  Reducer,
  ScaledTraceReducer,
  type ScaledTraceReducerOptions,
  TraceReducer,
  type TraceReducerOptions,
} from "./monitors/reducer.ts";
export {
  BernoulliEncoder,
  HomogeneousPoissonEncoder,
  type HomogeneousPoissonOptions,
  PoissonIntervalEncoder,
} from "./encoders/encoders.ts";
export { bernoulliEvents } from "./encoders/spike-events.ts";
export { bernoulliSpikes, type EncodeOptions, poissonIntervalSpikes, poissonSpikes } from "./encoders/poisson-intervals.ts";
export { Biclique, type BicliqueParts, type Combine } from "./layers/biclique.ts";
export {
  bothBounds,
  type BoundOptions,
  type FullBound,
  type HalfBound,
  lowerBound,
  sharpLowerBound,
  sharpUpperBound,
  upperBound,
} from "./learning/bounds.ts";
export { clampWeights, normaliseWeights } from "./learning/constrain.ts";
export { Connection, type ConnectionOptions } from "./connections/connection.ts";
export { Conv2D, type Conv2DOptions } from "./connections/conv2d.ts";
export { correlate } from "./learning/correlate.ts";
export {
  type AdaptationStep,
  currentsFromVoltage,
  raisedThreshold,
  reducedCurrent,
  thresholdsFromSpikes,
  thresholdsFromVoltage,
} from "./neurons/adaptation.ts";
export {
  DelayAdjustedKernelSTDP,
  DelayAdjustedMSTDP,
  type DelayAdjustedMSTDPOptions,
  DelayAdjustedSTDP,
  expPostKernel,
  expPreKernel,
  KernelSTDP,
  type KernelSTDPOptions,
} from "./learning/kernel-stdp.ts";
export { DeltaCurrent } from "./synapses/delta-current.ts";
export { DeltaPlusCurrent } from "./synapses/delta-plus-current.ts";
export { DoubleExponentialCurrent, type DoubleExponentialOptions } from "./synapses/double-exponential-current.ts";
export { EIF, type EIFOptions } from "./neurons/eif.ts";
export { exponentialSmoothing, holtSmoothing, type Trend } from "./statistics/smoothing.ts";
export { exportNir } from "./nir/export-nir.ts";
export {
  type Between,
  extrapolateBackward,
  extrapolateBoth,
  extrapolateDecay,
  extrapolateForward,
  extrapolateNearest,
  extrapolateNext,
  extrapolatePrevious,
  type Extrapolation,
} from "./records/extrapolate.ts";
export { fire, type FireOptions, linearReset, type NeuronState } from "./neurons/fire.ts";
export { type Distribution, gaussian, logNormal, logNormalParameters, poisson } from "./statistics/distributions.ts";
export { GLIF1 } from "./neurons/glif1.ts";
export { GLIF2, type GLIF2Options } from "./neurons/glif2.ts";
export { importNir, type ImportNirOptions } from "./nir/import-nir.ts";
export {
  type ExponentialDynamics,
  integrateExponential,
  integrateLinear,
  integrateQuadratic,
  type LinearDynamics,
  type QuadraticDynamics,
} from "./neurons/integrate.ts";
export {
  interpolateDecay,
  interpolateElapsed,
  interpolateLinear,
  interpolateNearest,
  interpolateNext,
  interpolatePrevious,
  type Interpolation,
} from "./records/interpolate.ts";
export { isi } from "./statistics/isi.ts";
export { Izhikevich, type IzhikevichOptions } from "./neurons/izhikevich.ts";
export { type Activity, LearningRule, type RuleOptions } from "./learning/rule.ts";
export { type LearnOptions, type LearnProgress, learnUnlabelled } from "./networks/learn-unlabelled.ts";
export { LIF, type LIFOptions } from "./neurons/lif.ts";
export { LinearDense } from "./connections/linear-dense.ts";
export { LinearDirect } from "./connections/linear-direct.ts";
export { type HomeostasisOptions, LinearHomeostasis } from "./learning/homeostasis.ts";
export { LinearLateral } from "./connections/linear-lateral.ts";
export { MaxRateClassifier, type MaxRateForwardOptions, type MaxRateOptions, type RegressOptions } from "./readout/max-rate-classifier.ts";
export { MaxRateNetwork } from "./networks/max-rate-network.ts";
export { MembraneReadout } from "./surrogate/membrane-readout.ts";
export { Monitor } from "./monitors/monitor.ts";
export { MSTDP, MSTDPET, type MSTDPETOptions, type MSTDPOptions } from "./learning/mstdp.ts";
export { Neuron, type NeuronOptions } from "./neurons/neuron.ts";
export type { NirArray, NirGraph, NirNode } from "./nir/nir-graph.ts";
export { normalise, type NormaliseOptions, rescale, type RescaleOptions } from "./statistics/rescale.ts";
export { Plasticity, type PlasticityOptions } from "./learning/plasticity.ts";
export { QIF, type QIFOptions } from "./neurons/qif.ts";
export { type Raster, rasterOf, rasterSvg } from "./pictures/raster.ts";
export { type RecordOptions, RecordTensor, type SelectOptions } from "./records/record-tensor.ts";
export { type RecurrentParts, RecurrentSerial } from "./layers/recurrent-serial.ts";
export { type GainOptions, Serial } from "./layers/serial.ts";
export type { Shape } from "./state/neuron-shape.ts";
export { SingleExponentialCurrent, type SingleExponentialOptions } from "./synapses/single-exponential-current.ts";
export { spikingModules } from "./spiking-modules.ts";
export { StableSTDP, STDP, type STDPOptions } from "./learning/stdp.ts";
export { StableTripletSTDP, TripletSTDP, type TripletSTDPOptions } from "./learning/triplet-stdp.ts";
export { type Slope, surrogate, type SurrogateName, surrogateNames } from "./surrogate/surrogate.ts";
export { SurrogateLIF, type SurrogateLIFOptions } from "./surrogate/surrogate-lif.ts";
export { Synapse, type SynapseOptions } from "./synapses/synapse.ts";
export {
  type ScaledTraceOptions,
  traceCumulative,
  traceCumulativeScaled,
  type TraceMode,
  traceNearest,
  traceNearestScaled,
  traceOfValues,
  type TraceOptions,
} from "./learning/traces.ts";
export { Updater, type UpdaterOptions, type WeightChange } from "./learning/updater.ts";
export { victorPurpuraDistance } from "./statistics/victor-purpura.ts";
export { voltageSvg, type VoltageTrace, voltageTraces } from "./pictures/voltage-trace.ts";
export { weightsSvg, type WeightTiles, weightTiles } from "./pictures/weight-tiles.ts";
export { WinnerTakeAll, type WinnerTakeAllOptions } from "./networks/winner-take-all.ts";
