import { type Tensor, expandDims, squeeze, tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { positive } from "../state/check-number.ts";

/**
 * The intervals between the spikes of each train, in milliseconds.
 *
 * @param spikes `[time, ...]`, or `[..., time]` with `timeFirst: false`; anything above 0 is a spike; borrowed
 * @returns `[most spikes − 1, ...]` (the last axis with `timeFirst: false`), filled up with NaN; owned by the caller
 * @example isi(tensor([1, 0, 0, 1, 1]), { dtMs: 2 }) // [6, 2]
 */
export function isi(spikes: Tensor, options: { readonly dtMs: number; readonly timeFirst?: boolean }): Tensor {
  checkOptions("isi", options, ["dtMs", "timeFirst"]);
  const { dtMs, timeFirst = true } = options;
  positive({ where: "isi", option: "dtMs", got: dtMs });
  return tidy(() => {
    if (spikes.rank === 1) return squeeze(intervals(expandDims(spikes, 1), dtMs), [1]);
    if (timeFirst) return intervals(spikes, dtMs);
    const axes = spikes.shape.map((_, i) => i);
    const last = axes.length - 1;
    const turned = intervals(transpose(spikes, [last, ...axes.slice(0, -1)]), dtMs);
    return transpose(turned, [...axes.slice(1), 0]);
  });
}

function intervals(spikes: Tensor, dtMs: number): Tensor {
  const [steps = 0, ...rest] = spikes.shape;
  const trains = spikes.size / Math.max(steps, 1);
  const values = spikes.dataSync();
  const found = Array.from({ length: trains }, (_, train) => {
    const times = Array.from({ length: steps }, (__, step) => step).filter((step) => (values[step * trains + train] ?? 0) > 0);
    return times.slice(1).map((time, i) => (time - (times[i] ?? 0)) * dtMs);
  });
  const most = Math.max(0, ...found.map(({ length }) => length));
  const data = Float32Array.from({ length: most * trains }, (_, at) => found[at % trains]?.[Math.floor(at / trains)] ?? NaN);
  return tensor(data, [most, ...rest]);
}
