import { type Tensor, engine, tensor } from "@tensorflow/tfjs-core";
import { checkOptions } from "../errors/check-options.ts";
import { invalidOption, invalidValue, shapeMismatch, unsupported } from "../errors/throw.ts";
import { WINNER_TAKE_ALL, type WinnerTakeAllAttrs } from "../kernels/loops/winner-take-all.ts";
import { onDemand } from "../kernels/register-one.ts";
import { winnerTakeAll as allKernel } from "../kernels/simd/winner-take-all.ts";

export interface WinnerTakeAllState {
  /** `[inputs, neurons]` */
  readonly weights: Tensor;
  /** `[neurons]`, on top of 1. */
  readonly thresholds: Tensor;
}

/** The spikes of several sequences of equal length, one after the other. */
export interface SpikeEvents {
  /** Input `events[i]` spikes in step s for `starts[s] ≤ i < starts[s + 1]`; a step lists an input once. */
  readonly starts: Int32Array;
  readonly events: Int32Array;
}

const OPTIONS = ["steps", "decay", "traceDecay", "learningRate", "thresholdIncrement", "thresholdKeep", "largestWeight", "weightSum", "inhibitedSteps"] as const; // prettier-ignore

/**
 * Whole sequences through leaky neurons of which at most one fires in a step and learns by it, in one kernel.
 *
 *     v ← v · decay + Σ w[i] over the inputs i that spike
 *     of the neurons with v > 1 + θ, the one that is furthest above fires:
 *     all v ← 0, nobody integrates or fires in the next `inhibitedSteps` steps
 *     θ ← θ + thresholdIncrement;  w[i] ← w[i] + learningRate · traceDecay^age(i) · (largestWeight − w[i])
 *
 * where age(i) is how many steps ago input i spiked last in this sequence; those that did not keep their weight. After a sequence the weights of a neuron that
 * fired are rescaled to the sum `weightSum`, and all θ ← θ · thresholdKeep. With `learningRate` 0 nothing changes but the counts.
 *
 * @param state borrowed
 * @returns the next state, and how often each neuron fired in each sequence, `[sequences, neurons]`; owned by the caller
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_VALUE`; `E_UNSUPPORTED` on engines whose memory JavaScript cannot reach
 * @see Diehl & Cook 2015, whose inhibitory population this replaces by its effect
 */
export function winnerTakeAll(
  { weights, thresholds }: WinnerTakeAllState,
  { starts, events }: SpikeEvents,
  options: WinnerTakeAllAttrs,
): WinnerTakeAllState & { readonly counts: Tensor } {
  const where = "winnerTakeAll";
  checkOptions(where, options, OPTIONS);
  if (weights.rank !== 2 || thresholds.rank !== 1 || weights.shape[1] !== thresholds.shape[0])
    throw shapeMismatch({ where, expected: "weights [inputs, neurons] and thresholds [neurons]", got: `[${weights.shape.join(", ")}] and [${thresholds.shape.join(", ")}]` }); // prettier-ignore
  for (const option of OPTIONS)
    if (!(options[option] >= 0 && options[option] < Infinity))
      throw invalidOption({ where, option, got: options[option], expected: "a number >= 0" });
  checkEvents(where, { starts, events }, weights.shape[0] ?? 0, options.steps);
  if (!onDemand(allKernel))
    throw unsupported({ where, problem: `the engine ${engine().backendName} has no kernel for it`, fix: "Use wasm, cpu or node." });
  const [startTensor, eventTensor] = [tensor(starts, [starts.length], "int32"), tensor(events, [events.length], "int32")];
  const inputs = { weights, thresholds, starts: startTensor, events: eventTensor };
  const made = engine().runKernel(WINNER_TAKE_ALL, inputs, { ...options }) as unknown as [Tensor, Tensor, Tensor];
  startTensor.dispose();
  eventTensor.dispose();
  return { weights: made[0], thresholds: made[1], counts: made[2] };
}

/** A kernel that writes where events say must know them to be inside. */
function checkEvents(where: string, { starts, events }: SpikeEvents, inputs: number, steps: number): void {
  if (!Number.isInteger(steps) || steps < 1 || (starts.length - 1) % steps !== 0 || starts.length < 1)
    throw invalidOption({ where, option: "steps", got: steps, expected: `a divisor of the ${starts.length - 1} steps of the events` });
  for (let s = 1; s < starts.length; s++)
    if ((starts[s] ?? 0) < (starts[s - 1] ?? 0))
      throw invalidValue({ where, problem: `step ${s} starts before the one before it`, expected: "ascending starts", got: starts[s] });
  if (starts[0] !== 0 || starts.at(-1) !== events.length)
    throw invalidValue({ where, problem: "the starts do not bound the events", expected: `0 … ${events.length}`, got: `${starts[0]} … ${starts.at(-1)}` }); // prettier-ignore
  for (const event of events)
    if (!(event >= 0 && event < inputs))
      throw invalidValue({ where, problem: "an event is of no input", expected: `0 … ${inputs - 1}`, got: event });
}
