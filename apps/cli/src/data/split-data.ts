import type { ArrayDataset, Statistics } from "@surenet/data";
import type { Rng } from "@surenet/tensor-backend";
import { wrongOption } from "../arguments/wrong-option.ts";

export interface Split {
  readonly train: ArrayDataset;
  readonly test: ArrayDataset;
  /** Of the training part, when both parts are in its units. */
  readonly statistics?: Statistics;
}

/** What `--holdout` asks for: a share at random, or the last samples as they lie. */
export type Holdout = number | { readonly last: number };

/** @throws SurenetError `E_OPTION` @example readHoldout("last:2000") // { last: 2000 } */
export function readHoldout(text: string): Holdout {
  const [, last] = /^last:(\d+)$/.exec(text) ?? [];
  if (last !== undefined) return { last: Number(last) };
  const share = Number(text);
  if (share > 0 && share < 1) return share;
  throw wrongOption("train", "holdout", { expected: "a share such as 0.2, or last:<count>", got: text });
}

/** The training and the test part; standardised, both are in standard deviations of the training part. */
export function splitData(data: ArrayDataset, { holdout, standardise, rng }: { holdout: Holdout; standardise: boolean; rng: Rng }): Split {
  const { train, test } = data.split(typeof holdout === "number" ? { holdout, rng } : { holdout });
  if (!standardise) return { train, test };
  const { dataset, statistics } = train.standardise();
  return { train: dataset, test: test.standardise(statistics).dataset, statistics };
}
