import { type Tensor, add, mul } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import type { JsonObject } from "@surenet/nn";
import { interpolateDecay } from "../records/interpolate.ts";
import { positive } from "../state/check-number.ts";
import type { Shape } from "../state/neuron-shape.ts";
import { refuseInjection } from "./delta-current.ts";
import { readSynapse } from "./read-synapse.ts";
import { Synapse, SYNAPSE_OPTIONS, type SynapseOptions } from "./synapse.ts";

export interface DoubleExponentialOptions extends SynapseOptions {
  readonly decayMs: number;
  /** Must be shorter than the decay. */
  readonly riseMs: number;
}

/**
 * Current that rises and falls: the difference of two exponentials, each `i ← i · exp(−dt/τ) + Q/(τ_decay − τ_rise) · spike`.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example new DoubleExponentialCurrent(1, { dtMs: 1, charge: 20, decayMs: 8, riseMs: 2 }).forward(tensor([[1]])) // [[0]], then 20/6 · (e^(−1/8) − e^(−1/2)) = 0.92
 * @see Gerstner, Kistler, Naud & Paninski 2014, §3.1
 */
export class DoubleExponentialCurrent extends Synapse {
  static readonly id: string = "spiking.DoubleExponentialCurrent";
  readonly decayMs: number;
  readonly riseMs: number;

  constructor(shape: Shape, options: DoubleExponentialOptions) {
    const where = "DoubleExponentialCurrent";
    checkOptions(where, options, [...SYNAPSE_OPTIONS, "decayMs", "riseMs"]);
    super(where, shape, options);
    this.decayMs = positive({ where, option: "decayMs", got: options.decayMs });
    this.riseMs = positive({ where, option: "riseMs", got: options.riseMs });
    if (!(this.riseMs < this.decayMs))
      throw invalidOption({ where, option: "riseMs", got: this.riseMs, expected: `less than decayMs, which is ${this.decayMs}` });
  }

  static fromJSON(config: JsonObject): DoubleExponentialCurrent {
    const { shape, options, times } = readSynapse(DoubleExponentialCurrent.id, config, ["decayMs", "riseMs"]);
    return new DoubleExponentialCurrent(shape, { ...options, ...times });
  }

  protected override options(): ReturnType<Synapse["options"]> {
    return { ...super.options(), decayMs: this.decayMs, riseMs: this.riseMs };
  }

  protected override get readout(): Synapse["readout"] {
    return {
      falling: { share: 1, between: interpolateDecay(this.decayMs) },
      rising: { share: -1, between: interpolateDecay(this.riseMs) },
    };
  }

  protected override parts(spikes: Tensor, injected: readonly Tensor[]): Readonly<Record<string, Tensor>> {
    refuseInjection("DoubleExponentialCurrent", injected);
    const arrived = mul(spikes, this.charge / (this.decayMs - this.riseMs));
    const next = (before: Tensor | undefined, tauMs: number): Tensor =>
      before === undefined ? arrived : add(mul(before, Math.exp(-this.dtMs / tauMs)), arrived);
    return { falling: next(this.last("falling"), this.decayMs), rising: next(this.last("rising"), this.riseMs) };
  }
}
