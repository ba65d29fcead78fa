/** Modules, parameters, plain layers, optimisers, the training loop, save and load. @packageDocumentation */
export {};
