import type { ArrayDataset } from "@surenet/data";
import { type Rng, shapeMismatch } from "@surenet/tensor-backend";
import type { RunMetadata } from "../run/run-metadata.ts";
import type { Terminal } from "../terminal.ts";
import { type DataOptions, loadData } from "./load-data.ts";

/** Data to predict, in the units of the training data. */
export async function loadUnlabelled(terminal: Terminal, options: DataOptions, { inputShape, statistics }: RunMetadata, rng: Rng): Promise<ArrayDataset> {
  const dataset = await loadData(terminal, options, rng);
  if (dataset.inputShape.join() !== inputShape.join()) {
    throw shapeMismatch({ where: options.data, problem: "the data do not fit the model", expected: `samples of shape [${inputShape.join(", ")}]`, got: dataset.inputShape });
  }
  return statistics === undefined ? dataset : dataset.standardise(statistics).dataset;
}
