/** Losses over samples, variance-reduced losses and the variational free energy (not yet filled). @packageDocumentation */
export {};
