import { invalidValue, shapeMismatch } from "@surenet/tensor-backend";

/** Mean and standard deviation of every entry of the last axis; plain JSON, so that it is saved with a run. */
export interface Statistics {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/**
 * The statistics of every channel, in float64 and two passes.
 *
 * `mean_c = Σ x_c / n`, `std_c = sqrt(Σ (x_c − mean_c)² / n)`; a constant channel gets `std` 1, so that it becomes 0 and not NaN.
 *
 * @param values `[.., channels]` flat
 * @example channelStatistics(new Float32Array([1, 5, 3, 5]), 2) // { mean: [2, 5], std: [1, 1] }
 */
export function channelStatistics(values: Float32Array, channels: number): Statistics {
  const count = values.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  const constant = new Uint8Array(channels).fill(1);
  for (let i = 0; i < values.length; i++) {
    const c = i % channels;
    mean[c] = (mean[c] ?? 0) + (values[i] ?? 0) / count;
    if (values[i] !== values[c]) constant[c] = 0;
  }
  for (let i = 0; i < values.length; i++) {
    const c = i % channels;
    variance[c] = (variance[c] ?? 0) + ((values[i] ?? 0) - (mean[c] ?? 0)) ** 2 / count;
  }
  return {
    mean: Array.from(mean, (m, c) => (constant[c] ? (values[c] ?? 0) : m)), // exactly the value: a sum of n/n-ths would round
    std: Array.from(variance, (v, c) => (constant[c] || v === 0 ? 1 : Math.sqrt(v))),
  };
}

/**
 * `(x_c − mean_c) / std_c` for every channel.
 *
 * @param values `[.., channels]` flat, borrowed
 * @throws SurenetError `E_SHAPE` when the statistics belong to another number of channels, `E_VALUE` when one is not usable
 */
export function standardiseValues(values: Float32Array, channels: number, { mean, std }: Statistics): Float32Array {
  const where = "standardise";
  if (mean.length !== channels || std.length !== channels) {
    throw shapeMismatch({
      where,
      problem: "the statistics belong to other data",
      expected: `${channels} means and stds`,
      got: [mean.length, std.length],
    });
  }
  const bad = mean.findIndex((m, c) => !Number.isFinite(m) || !((std[c] ?? NaN) > 0 && (std[c] ?? NaN) < Infinity));
  if (bad >= 0) {
    throw invalidValue({
      where,
      problem: `the statistics of feature ${bad} are not usable`,
      expected: "a finite mean, a positive std",
      got: [mean[bad], std[bad]],
    });
  }
  return values.map((x, i) => (x - (mean[i % channels] ?? 0)) / (std[i % channels] ?? 1));
}
