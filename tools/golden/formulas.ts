import {
  tokenAttention,
  tokenTransformerBlock,
  tokenTransformerBranch,
  tokenTransformerRoot,
  tokenTreeBranch,
} from "./formulas/cortex-attention.ts";
import { plainConvBlock } from "./formulas/cortex-conv-block.ts";
import { changedLikelihood, nextTokenLikelihood, perplexity, weightedCrossEntropy } from "./formulas/cortex-likelihoods.ts";
import { focalOfTheClass, identityFactor, leastTemperature } from "./formulas/bayes.ts";
import { kroneckerSamples, kroneckerVarianceReduced } from "./formulas/kronecker.ts";
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
  changedLikelihood,
  focalOfTheClass,
  constrainedWeight,
  frobeniusConvPerOutput,
  houseHolderScaled,
  identityFactor,
  kroneckerSamples,
  kroneckerVarianceReduced,
  l1Documented,
  lastSpikes,
  leastTemperature,
  lpReluBounded,
  lpReluExport,
  multiMarginPerSample,
  nextTokenLikelihood,
  perplexity,
  plainConvBlock,
  poissonIntervals,
  samplingScaled,
  scaledPoolBounded,
  sequentialScaled,
  signedHomeostasis,
  tokenAttention,
  tokenTransformerBlock,
  tokenTransformerBranch,
  tokenTransformerRoot,
  tokenTreeBranch,
  weightedCrossEntropy,
  signedMagnitude,
  victorPurpura,
};
