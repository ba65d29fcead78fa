/** Batches from arrays, CSV, IDX, npy/npz and generators, as AsyncIterable. @packageDocumentation */
export { ArrayDataset, type MapOptions, type Sample } from "./dataset/array-dataset.ts";
export type { Batch, BatchOptions, Dataset } from "./batches/batch.ts";
export { checkDataset, type CheckOptions, type DatasetArrays } from "./dataset/check-dataset.ts";
export type { GeneratorOptions } from "./generators/check-generator.ts";
export type { SplitOptions } from "./dataset/split.ts";
export type { Statistics } from "./dataset/standardise.ts";
export { twoMoons, type TwoMoonsOptions } from "./generators/two-moons.ts";
