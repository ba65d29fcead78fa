import { type Tensor, add, cast, customGrad, engine, greaterEqual, mul, stack, sub, sum, tidy, unstack, zerosLike } from "@tensorflow/tfjs-core"; // prettier-ignore
import { checkOptions } from "../errors/check-options.ts";
import { invalidOption, shapeMismatch } from "../errors/throw.ts";
import { LIF_SEQUENCE, type LifSequenceAttrs } from "../kernels/loops/sequences.ts";
import { onDemand } from "../kernels/register-one.ts";
import { lifSequence as sequenceKernel } from "../kernels/simd/sequences.ts";
import { gatedScan } from "./leaky-scan.ts";

export interface LifSequenceOptions {
  /** What is left of a potential after a step, in [0, 1]. */
  readonly decay: number;
  readonly threshold?: number;
  /** Whether a spike takes the threshold off the potential or sets it to 0. */
  readonly reset?: "subtract" | "zero";
  /** Repeats the current `[...]` that often; without it the current is `[time, ...]`. */
  readonly steps?: number;
  /** What stands for the derivative of a spike, from how far the potential is above the threshold. */
  readonly slope: (excess: Tensor) => Tensor;
}

/**
 * Leaky integrate-and-fire neurons over a whole sequence from rest, and back through time, in one kernel each way.
 *
 *     u[t] = decay · u'[t−1] + x[t]       spike[t] = (u[t] ≥ threshold)
 *     u'   = u − threshold · spike, or 0 where it spikes
 *
 * Backwards `g[t] = slope(u[t] − threshold) · ∂L/∂spike[t] + decay · g[t+1]`, the gradient of x[t]; the reset is a constant of the gradient, and with `"zero"` nothing
 * passes a spike. A surrogate gradient: spikes are steps, whose derivative is 0 wherever it exists. It cannot be differentiated twice.
 *
 * @param x currents, borrowed
 * @returns spikes `[time, ...]`, 0 or 1, owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example lifSequence(tensor([0.6]), { decay: 0.5, steps: 3, slope: onesLike }) // u = 0.6, 0.9, 1.05: [[0], [0], [1]]
 * @see Neftci, Mostafa & Zenke 2019, "Surrogate gradient learning in spiking neural networks"
 */
export function lifSequence(x: Tensor, options: LifSequenceOptions): Tensor {
  const where = "lifSequence";
  checkOptions(where, options, ["decay", "threshold", "reset", "steps", "slope"]);
  const { decay, threshold = 1, reset = "subtract", steps, slope } = options;
  const wrong = (option: string, got: unknown, expected: string): Error => invalidOption({ where, option, got, expected });
  if (!(decay >= 0 && decay <= 1)) throw wrong("decay", decay, "a share in [0, 1]");
  if (!(threshold > 0 && threshold < Infinity)) throw wrong("threshold", threshold, "a positive number");
  if (reset !== "subtract" && reset !== "zero") throw wrong("reset", reset, '"subtract" or "zero"');
  if (steps !== undefined && !(Number.isInteger(steps) && steps > 0)) throw wrong("steps", steps, "a positive integer");
  if (typeof slope !== "function") throw wrong("slope", slope, "a function of tensors");
  const repeats = steps !== undefined;
  if (x.rank === 0 && !repeats) throw shapeMismatch({ where, expected: "[time, ...]", got: x.shape });
  const attrs = { steps: steps ?? x.shape[0] ?? 0, decay, threshold, toZero: reset === "zero", repeats };
  const run = customGrad((input, save) => {
    const [spikes, excess] = forward(input as Tensor, attrs);
    (save as (tensors: Tensor[]) => void)([spikes, excess]);
    const gradFunc = (dy: Tensor, [fired, over]: Tensor[]): Tensor =>
      tidy(() => {
        const arriving = mul(dy, slope(over as Tensor));
        const all = gatedScan(arriving, { decay, back: true }, attrs.toZero ? fired : undefined);
        return repeats ? sum(all, 0) : all;
      });
    return { value: spikes, gradFunc };
  });
  return tidy(() => run(cast(x, "float32")));
}

function forward(x: Tensor, attrs: LifSequenceAttrs): [spikes: Tensor, excess: Tensor] {
  if (!onDemand(sequenceKernel)) return composed(x, attrs);
  return engine().runKernel(LIF_SEQUENCE, { x }, { ...attrs }) as unknown as [Tensor, Tensor];
}

/** For engines whose memory JavaScript cannot reach; the same numbers. */
export function composed(x: Tensor, { steps, decay, threshold, toZero, repeats }: LifSequenceAttrs): [Tensor, Tensor] {
  const made = tidy(() => {
    const frames = repeats ? [x] : unstack(x);
    const [spikes, excess]: [Tensor[], Tensor[]] = [[], []];
    let u = zerosLike(frames[0] as Tensor);
    for (let t = 0; t < steps; t++) {
      const over = sub(add(mul(u, decay), frames[repeats ? 0 : t] as Tensor), threshold);
      const [spike, potential] = [cast(greaterEqual(over, 0), "float32"), add(over, threshold)]; // rounded as the kernel does
      u = toZero ? mul(potential, sub(1, spike)) : sub(potential, mul(spike, threshold));
      spikes.push(spike);
      excess.push(over);
    }
    return { spikes: stack(spikes), excess: stack(excess) };
  });
  return [made.spikes, made.excess];
}
