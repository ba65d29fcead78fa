import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, lifSequence, unsupported } from "@surenet/tensor-backend";
import { type JsonObject, Module, readConfig } from "@surenet/nn";
import { type Slope, type SurrogateName, surrogate } from "./surrogate.ts";

export interface SurrogateLIFOptions {
  /** What is left of a potential after a step: `exp(−dt/τ)`. */
  readonly decay: number;
  readonly threshold?: number;
  /** Whether a spike takes the threshold off the potential, or sets it to 0. */
  readonly reset?: "subtract" | "zero";
  /** Repeats a current without a time axis that often; else the first axis is the time. */
  readonly steps?: number;
  /** A {@link surrogate} by name, or a function of one's own, which a file cannot hold. */
  readonly surrogate?: SurrogateName | Slope;
  readonly sharpness?: number;
}

/**
 * Spiking neurons that learn by gradients: {@link lifSequence} as a layer, a whole sequence in one call forth and one back.
 *
 * Every sequence starts from rest, so there is no state to forget or to leak.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example
 * const model = new Sequential([
 *   new Linear(784, 256, { rng }), new SurrogateLIF({ decay: 0.9, steps: 25 }), new Linear(256, 10, { rng }), new MembraneReadout({ decay: 0.9 }),
 * ]); // [batch, 784] to logits [batch, 10], trained with any loss and optimiser
 */
export class SurrogateLIF extends Module {
  static readonly id: string = "spiking.SurrogateLIF";
  readonly decay: number;
  readonly threshold: number;
  readonly reset: "subtract" | "zero";
  readonly steps: number | undefined;
  readonly surrogate: SurrogateName | Slope;
  readonly sharpness: number | undefined;
  readonly #slope: Slope;

  constructor(options: SurrogateLIFOptions) {
    super();
    const where = "SurrogateLIF";
    checkOptions(where, options, ["decay", "threshold", "reset", "steps", "surrogate", "sharpness"]);
    const { decay, threshold = 1, reset = "subtract", steps, surrogate: given = "atan", sharpness } = options;
    if (!(decay >= 0 && decay <= 1)) throw invalidOption({ where, option: "decay", got: decay, expected: "a share in [0, 1]" });
    if (!(threshold > 0 && threshold < Infinity)) throw invalidOption({ where, option: "threshold", got: threshold, expected: "a positive number" }); // prettier-ignore
    if (reset !== "subtract" && reset !== "zero") throw invalidOption({ where, option: "reset", got: reset, expected: '"subtract" or "zero"' }); // prettier-ignore
    if (steps !== undefined && !(Number.isInteger(steps) && steps > 0)) throw invalidOption({ where, option: "steps", got: steps, expected: "a positive integer" }); // prettier-ignore
    this.decay = decay;
    this.threshold = threshold;
    this.reset = reset;
    this.steps = steps;
    this.surrogate = given;
    this.sharpness = sharpness;
    this.#slope = typeof given === "function" ? given : surrogate(given, sharpness === undefined ? {} : { sharpness });
  }

  static fromJSON(config: JsonObject): SurrogateLIF {
    const { surrogate: name, steps, sharpness, reset, ...rest } = readConfig(SurrogateLIF.id, config, {
      decay: "number", threshold: "number", reset: "string", steps: "json", surrogate: "string", sharpness: "json",
    }); // prettier-ignore
    return new SurrogateLIF({
      ...rest,
      reset: reset as "subtract",
      surrogate: name as SurrogateName,
      ...(typeof steps === "number" ? { steps } : {}),
      ...(typeof sharpness === "number" ? { sharpness } : {}),
    });
  }

  override config(): JsonObject {
    const { decay, threshold, reset, steps = null, surrogate: name, sharpness = null } = this;
    if (typeof name === "function")
      throw unsupported({ where: "SurrogateLIF", problem: "a function cannot be saved", fix: "Use a surrogate by name." });
    return { decay, threshold, reset, steps, surrogate: name, sharpness };
  }

  /** @param current `[batch, ...]` with `steps`, else `[time, batch, ...]`; borrowed. @returns spikes `[time, batch, ...]` */
  forward(current: Tensor): Tensor {
    const { decay, threshold, reset, steps } = this;
    return lifSequence(current, { decay, threshold, reset, ...(steps === undefined ? {} : { steps }), slope: this.#slope });
  }
}
