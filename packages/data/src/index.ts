/** Batches from arrays, CSV, IDX, npy/npz and generators, as AsyncIterable. @packageDocumentation */
export { ArrayDataset, type MapOptions, type Sample } from "./dataset/array-dataset.ts";
export type { Batch, BatchOptions, Dataset } from "./batches/batch.ts";
export { checkDataset, type CheckOptions, type DatasetArrays } from "./dataset/check-dataset.ts";
export { concentricSpheres, type ConcentricSpheresOptions } from "./generators/concentric-spheres.ts";
export { gaussianBlobs, type GaussianBlobsOptions } from "./generators/gaussian-blobs.ts";
export { generate, type Generator, generators } from "./generators/generate.ts";
export type { GeneratorOptions } from "./generators/check-generator.ts";
export { type BatchChange, mapBatches } from "./batches/map-batches.ts";
export { spirals, type SpiralsOptions } from "./generators/spirals.ts";
export type { SplitOptions } from "./dataset/split.ts";
export type { Statistics } from "./dataset/standardise.ts";
export { syntheticDigits, type SyntheticDigitsOptions } from "./generators/digits/synthetic-digits.ts";
export { takeBatches } from "./batches/take-batches.ts";
export { twoMoons, type TwoMoonsOptions } from "./generators/two-moons.ts";
