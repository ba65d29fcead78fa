import type { Tensor } from "@tensorflow/tfjs-core";
import { invalidValue } from "@surenet/tensor-backend";

/**
 * Reads firing rates and refuses what cannot be one.
 *
 * @throws SurenetError `E_VALUE` for a rate that is negative or not finite
 */
export function checkRates(where: string, rates: Tensor): Float32Array {
  const values = rates.dataSync<"float32">();
  for (let i = 0; i < values.length; i++) {
    const rate = values[i] ?? NaN;
    if (rate >= 0 && rate < Infinity) continue;
    throw invalidValue({
      where,
      problem: `element ${i} of the rates is no firing rate`,
      expected: "a finite number >= 0",
      got: rate,
      fix: "Find the step that made it; spikes are 0 or 1.",
    });
  }
  return values;
}
