import { victorPurpura } from "./formulas/coincidences.ts";
import { frobeniusConvPerOutput } from "./formulas/frobenius-conv.ts";
import { houseHolderScaled } from "./formulas/house-holder.ts";
import { signedHomeostasis } from "./formulas/homeostasis.ts";
import { samplingScaled, scaledPoolBounded } from "./formulas/image-layers.ts";
import { l1Documented, multiMarginPerSample } from "./formulas/losses.ts";
import { lastSpikes } from "./formulas/last-spikes.ts";
import { lpReluBounded, lpReluExport } from "./formulas/lp-relu.ts";
import { signedMagnitude } from "./formulas/magnitudes.ts";
import { poissonIntervals } from "./formulas/poisson-intervals.ts";
import { sequentialScaled } from "./formulas/sequential.ts";
import { constrainedWeight } from "./formulas/weight-hooks.ts";
import type { GoldenCase, StoredTensor } from "./vectors.ts";

/** Our own expectation where we deviate: computed in float64 from the case's inputs, without any of the packages. */
export const formulas: Readonly<Record<string, (golden: GoldenCase) => Record<string, StoredTensor>>> = {
  constrainedWeight,
  frobeniusConvPerOutput,
  houseHolderScaled,
  l1Documented,
  lastSpikes,
  lpReluBounded,
  lpReluExport,
  multiMarginPerSample,
  poissonIntervals,
  samplingScaled,
  scaledPoolBounded,
  sequentialScaled,
  signedHomeostasis,
  signedMagnitude,
  victorPurpura,
};
