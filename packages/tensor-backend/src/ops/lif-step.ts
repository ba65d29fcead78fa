import { type Tensor, add, cast, engine, equal, fill, getKernel, greaterEqual, logicalAnd, mul, relu, scalar, sub, tidy, where } from "@tensorflow/tfjs-core"; // prettier-ignore
import { checkOptions } from "../errors/check-options.ts";
import { invalidOption, shapeMismatch } from "../errors/throw.ts";
import { LIF_STEP, type LifAttrs } from "../kernels/simd/lif-step.ts";
import { simdOf } from "../kernels/simd/load.ts";

export interface LifStepOptions {
  readonly dtMs: number;
  /** The membrane's time constant. */
  readonly tauMs: number;
  readonly rest: number;
  readonly reset: number;
  readonly threshold: number;
  readonly resistance?: number;
  /** How long a neuron is deaf after its spike. */
  readonly refractoryMs?: number;
  /** Whether the voltage stands still while the neuron is deaf; else it decays. */
  readonly lock?: boolean;
}

/** Voltages, and what is left of the refractory periods in milliseconds; both start as `rest` and 0. */
export interface LifState {
  readonly voltage: Tensor;
  readonly refractory: Tensor;
}

/**
 * One step of leaky integrate-and-fire neurons, integrated exactly over `dtMs` of constant current, in one kernel where the engine has it.
 *
 *     r ← max(r − dt, 0)        free = (r = 0)          decay = exp(−dt/τ)
 *     v ← rest + R·I + (v − rest − R·I)·decay           where free; elsewhere v stays (`lock`) or decays without current
 *     spike = free and v ≥ threshold;   v ← reset and r ← refractoryMs where it spikes
 *
 * A period of one step therefore blocks nothing in the next one. It has no gradient: spikes are steps.
 *
 * @param state borrowed, like the input current; all of one shape
 * @returns spikes (0 or 1, float32) and the next state, owned by the caller
 * @throws SurenetError `E_SHAPE`; `E_OPTION` for times that are not positive, or a rest or reset that reaches the threshold
 * @example
 * // decay 1/2: v = 0 + 3 + (0 − 3)/2 = 1.5 ≥ 1
 * lifStep({ voltage: zeros([1]), refractory: zeros([1]) }, tensor([3]), { dtMs: 1, tauMs: 1 / Math.LN2, rest: 0, reset: 0, threshold: 1 }).spikes // [1]
 * @see Gerstner, Kistler, Naud & Paninski 2014, §1.3
 */
export function lifStep(state: LifState, input: Tensor, options: LifStepOptions): LifState & { readonly spikes: Tensor } {
  const attrs = attributes(options);
  const { voltage, refractory } = state;
  for (const [name, { shape }] of Object.entries({ input, refractory })) {
    if (shape.join() !== voltage.shape.join()) {
      throw shapeMismatch({
        where: "lifStep",
        problem: `${name} does not fit the voltages`,
        expected: `[${voltage.shape.join(", ")}]`,
        got: shape,
      });
    }
  }
  return fused(state, input, attrs) ?? composed(state, input, attrs);
}

function fused({ voltage, refractory }: LifState, input: Tensor, attrs: LifAttrs): ReturnType<typeof lifStep> | undefined {
  const { backend, backendName } = engine();
  if (getKernel(LIF_STEP, backendName) === undefined) return undefined;
  if (backendName === "wasm" && simdOf(backend) === undefined) return undefined; // the build with threads runs no module
  if ([voltage, refractory, input].some(({ dtype }) => dtype !== "float32")) return undefined;
  const made = engine().runKernel(LIF_STEP, { input, voltage, refractory }, { ...attrs }) as unknown as [Tensor, Tensor, Tensor];
  return { spikes: made[0], voltage: made[1], refractory: made[2] };
}

/** For engines without the kernel; the same numbers. */
export function composed({ voltage, refractory }: LifState, input: Tensor, attrs: LifAttrs): ReturnType<typeof lifStep> {
  const { decay, rest, resistance, threshold, reset, dtMs, refractoryMs, lock } = attrs;
  return tidy(() => {
    const left = relu(sub(refractory, dtMs));
    const free = equal(left, scalar(0));
    const goal = add(where(free, mul(input, resistance), fill(input.shape, 0)), rest);
    const candidate = add(mul(sub(voltage, goal), decay), goal);
    const now = lock ? where(free, candidate, voltage) : candidate;
    const spikes = logicalAnd(free, greaterEqual(now, threshold));
    return {
      spikes: cast(spikes, "float32"),
      voltage: where(spikes, fill(now.shape, reset), now),
      refractory: where(spikes, fill(now.shape, refractoryMs), left),
    };
  });
}

function attributes(options: LifStepOptions): LifAttrs {
  checkOptions("lifStep", options, ["dtMs", "tauMs", "rest", "reset", "threshold", "resistance", "refractoryMs", "lock"]);
  const { dtMs, tauMs, rest, reset, threshold, resistance = 1, refractoryMs = 0, lock = true } = options;
  const wrong = (option: string, got: number, expected: string): Error => invalidOption({ where: "lifStep", option, got, expected });
  if (!(dtMs > 0 && dtMs < Infinity)) throw wrong("dtMs", dtMs, "a positive number of milliseconds");
  if (!(tauMs > 0 && tauMs < Infinity)) throw wrong("tauMs", tauMs, "a positive number of milliseconds");
  if (!(refractoryMs >= 0 && refractoryMs < Infinity)) throw wrong("refractoryMs", refractoryMs, "0 or a positive number of milliseconds");
  if (!(resistance !== 0 && Number.isFinite(resistance))) throw wrong("resistance", resistance, "a number other than 0");
  if (!Number.isFinite(threshold)) throw wrong("threshold", threshold, "a number");
  if (!(rest < threshold)) throw wrong("rest", rest, `a number below the threshold ${threshold}`);
  if (!(reset < threshold)) throw wrong("reset", reset, `a number below the threshold ${threshold}`);
  return { decay: Math.exp(-dtMs / tauMs), rest, resistance, threshold, reset, dtMs, refractoryMs, lock };
}
