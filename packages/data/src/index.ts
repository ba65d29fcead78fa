/** Batches from arrays, CSV, IDX, npy/npz and generators, as AsyncIterable. @packageDocumentation */
export {};
