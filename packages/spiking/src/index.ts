/** Spiking neurons, synapses, encoders, local learning rules, monitors and rate classifiers. @packageDocumentation */
export { MaxRateClassifier, type MaxRateForwardOptions, type MaxRateOptions, type RegressOptions } from "./readout/max-rate-classifier.ts";
export type { Shape } from "./state/neuron-shape.ts";
