import { type Tensor, add, customGrad, engine, mul, stack, sub, tidy, unstack } from "@tensorflow/tfjs-core";
import { checkOptions } from "../errors/check-options.ts";
import { invalidOption, shapeMismatch } from "../errors/throw.ts";
import { LEAKY_SCAN } from "../kernels/loops/sequences.ts";
import { onDemand } from "../kernels/register-one.ts";
import { leakyScan as scanKernel } from "../kernels/simd/sequences.ts";

export interface LeakyScanOptions {
  /** What is left after a step, in [0, 1]. */
  readonly decay: number;
  /** Sums from the last step back to the first. */
  readonly back?: boolean;
}

/**
 * A leaky sum over time, the first axis, in one kernel: `y[t] = x[t] + decay · y[t−1]`, or with `back` `y[t] = x[t] + decay · y[t+1]`.
 *
 * Its gradient is the scan in the other direction.
 *
 * @param x `[time, ...]`, borrowed
 * @returns same shape, owned by the caller
 * @throws SurenetError `E_SHAPE` for a scalar, `E_OPTION`
 * @example leakyScan(tensor([1, 0, 1]), { decay: 0.5 }) // [1, 0.5, 1.25]
 */
export function leakyScan(x: Tensor, options: LeakyScanOptions): Tensor {
  checkOptions("leakyScan", options, ["decay", "back"]);
  const { decay, back = false } = options;
  if (x.rank === 0) throw shapeMismatch({ where: "leakyScan", expected: "[time, ...]", got: x.shape });
  if (!(decay >= 0 && decay <= 1)) throw invalidOption({ where: "leakyScan", option: "decay", got: decay, expected: "a share in [0, 1]" });
  const scan = customGrad((input) => ({
    value: gatedScan(input as Tensor, { decay, back }),
    gradFunc: (dy: Tensor) => leakyScan(dy, { decay, back: !back }),
  }));
  return scan(x);
}

/** The scan, where frames with spikes let nothing pass when there are `spikes` (only with `back`). It has no gradient. */
export function gatedScan(x: Tensor, { decay, back }: { decay: number; back: boolean }, spikes?: Tensor): Tensor {
  if (!onDemand(scanKernel)) return composed(x, { decay, back }, spikes);
  const inputs: Record<string, Tensor> = spikes === undefined ? { x } : { x, spikes };
  return engine().runKernel<Tensor>(LEAKY_SCAN, inputs, { decay, back });
}

/** For engines whose memory JavaScript cannot reach. */
export function composed(x: Tensor, { decay, back }: { decay: number; back: boolean }, spikes: Tensor | undefined): Tensor {
  return tidy(() => {
    const frames = unstack(x);
    const gates = spikes === undefined ? [] : unstack(spikes);
    const order = frames.map((_, t) => (back ? frames.length - 1 - t : t));
    const sums: Tensor[] = [];
    let before: Tensor | undefined;
    for (const t of order) {
      const frame = frames[t] as Tensor;
      const gate = gates[t];
      const carried = before === undefined ? undefined : mul(before, decay);
      before = carried === undefined ? frame : add(frame, gate === undefined ? carried : mul(carried, sub(1, gate)));
      sums[t] = before;
    }
    return stack(sums);
  });
}
