/** Spiking neurons, synapses, encoders, local learning rules, monitors and rate classifiers (not yet filled). @packageDocumentation */
export {};
