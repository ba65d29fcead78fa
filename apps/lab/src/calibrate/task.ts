import type { BayesianModule } from "@surenet/bayes-nn";
import type { ArrayDataset } from "@surenet/data";
import type { VariationalFreeEnergy } from "@surenet/bayes-losses";
import type { ClassificationLook } from "./classification.ts";
import type { RegressionLook } from "./regression.ts";

/** Of the predictions that said `expected`, the share `observed` was so. */
export interface ReliabilityPoint {
  readonly expected: number;
  readonly observed: number;
  readonly count: number;
}

/** What is trained, and how to look at it. */
export interface Task<Look extends RegressionLook | ClassificationLook> {
  readonly model: BayesianModule;
  readonly data: ArrayDataset;
  readonly loss: VariationalFreeEnergy;
  look(): Promise<Look>;
}
