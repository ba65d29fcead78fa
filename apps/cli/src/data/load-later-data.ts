import type { ArrayDataset } from "@surenet/data";
import { shapeMismatch } from "@surenet/tensor-backend";
import type { RunMetadata } from "../run/run-metadata.ts";
import { type DataOptions, type Loading, loadData } from "./load-data.ts";

export interface LaterData extends Pick<Loading, "command" | "rng" | "signal"> {
  /** Labels count; without it a table may lack them, or hold any. */
  readonly labelled: boolean;
}

/**
 * Data that come after a training, as its model takes them: the same features, numbered by the run's classes even where some are
 * missing, and in the run's units.
 *
 * @throws SurenetError `E_SHAPE` for samples of another shape, other columns or more classes; what the readers throw
 */
export async function loadLaterData(
  options: DataOptions,
  metadata: RunMetadata,
  { labelled, ...loading }: LaterData,
): Promise<ArrayDataset> {
  const { inputShape, classes, classNames, statistics, label } = metadata;
  const [features] = inputShape.length === 1 && !labelled ? inputShape : [];
  const dataset = await loadData(
    { ...options, label: options.label ?? label },
    { ...loading, classes, classNames, onlyFeatures: features },
  );
  checkFits(dataset, metadata, options.data ?? "");
  return statistics === undefined ? dataset : dataset.standardise(statistics).dataset;
}

function checkFits(dataset: ArrayDataset, { inputShape, classes, featureNames: names }: RunMetadata, where: string): void {
  if (dataset.inputShape.join() !== inputShape.join()) {
    throw shapeMismatch({
      where,
      problem: "the data do not fit the model",
      expected: `samples of shape [${inputShape.join(", ")}]`,
      got: dataset.inputShape,
    });
  }
  if ((dataset.classes ?? 0) > classes) {
    throw shapeMismatch({ where, problem: "the data have more classes than the model", expected: String(classes), got: dataset.classes });
  }
  const at = dataset.featureNames?.findIndex((name, i) => names !== undefined && name !== names[i]) ?? -1;
  if (at < 0) return;
  throw shapeMismatch({
    where,
    problem: `feature ${at} is not the one that the model was trained with`,
    expected: `the column ${JSON.stringify(names?.[at])}`,
    got: dataset.featureNames?.[at],
    fix: `The columns must be, in this order: ${names?.join(", ")}.`,
  });
}
