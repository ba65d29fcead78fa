// A module of its own, loaded with the first file: the readers are not needed before.
export { readDataset } from "@surenet/data";
