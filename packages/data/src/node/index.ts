/** What reads datasets from the disk in Node. @packageDocumentation */
export { loadDataset, type LoadOptions } from "./load-dataset.ts";
