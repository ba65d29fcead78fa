import { type Tensor, add, mul } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import type { JsonObject } from "@surenet/nn";
import { interpolateDecay } from "../records/interpolate.ts";
import { positive } from "../state/check-number.ts";
import type { Shape } from "../state/neuron-shape.ts";
import { refuseInjection } from "./delta-current.ts";
import { readSynapse } from "./read-synapse.ts";
import { Synapse, SYNAPSE_OPTIONS, type SynapseOptions } from "./synapse.ts";

export interface SingleExponentialOptions extends SynapseOptions {
  readonly tauMs: number;
}

/**
 * Charge that flows off exponentially: `I ← I · exp(−dt/τ) + (Q/τ) · spike`.
 *
 * The integral over a spike's current is Q for small `dt`; its sum over the steps is `Q/τ · dt/(1 − exp(−dt/τ))`, above Q by `dt/2τ` to first order.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example new SingleExponentialCurrent(1, { dtMs: 1, charge: 20, tauMs: 5 }).forward(tensor([[1]])) // [[4]], then 4 · exp(−1/5) = 3.27
 * @see Gerstner, Kistler, Naud & Paninski 2014, §3.1
 */
export class SingleExponentialCurrent extends Synapse {
  static readonly id: string = "spiking.SingleExponentialCurrent";
  readonly tauMs: number;

  constructor(shape: Shape, options: SingleExponentialOptions) {
    checkOptions("SingleExponentialCurrent", options, [...SYNAPSE_OPTIONS, "tauMs"]);
    super("SingleExponentialCurrent", shape, options);
    this.tauMs = positive({ where: "SingleExponentialCurrent", option: "tauMs", got: options.tauMs });
  }

  static fromJSON(config: JsonObject): SingleExponentialCurrent {
    const { shape, options, times } = readSynapse(SingleExponentialCurrent.id, config, ["tauMs"]);
    return new SingleExponentialCurrent(shape, { ...options, tauMs: times.tauMs });
  }

  protected override options(): ReturnType<Synapse["options"]> {
    return { ...super.options(), tauMs: this.tauMs };
  }

  protected override get readout(): Synapse["readout"] {
    return { current: { share: 1, between: interpolateDecay(this.tauMs) } };
  }

  protected override parts(spikes: Tensor, injected: readonly Tensor[]): Readonly<Record<string, Tensor>> {
    refuseInjection("SingleExponentialCurrent", injected);
    const before = this.last("current");
    const arrived = mul(spikes, this.charge / this.tauMs);
    return { current: before === undefined ? arrived : add(mul(before, Math.exp(-this.dtMs / this.tauMs)), arrived) };
  }
}
