import { type Tensor, addN, mul } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import type { JsonObject } from "@surenet/nn";
import { interpolateNearest, interpolatePrevious } from "../records/interpolate.ts";
import type { Shape } from "../state/neuron-shape.ts";
import { readSynapse } from "./read-synapse.ts";
import { Synapse, SYNAPSE_OPTIONS, type SynapseOptions } from "./synapse.ts";

/**
 * A delta synapse into which currents are injected beside the spikes: `I = spike · Q/dt + Σ injected`.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example new DeltaPlusCurrent(2, { dtMs: 1, charge: 20 }).forward(tensor([[1, 0]]), tensor([[0.5, 0.5]])) // [[20.5, 0.5]]
 */
export class DeltaPlusCurrent extends Synapse {
  static readonly id: string = "spiking.DeltaPlusCurrent";

  constructor(shape: Shape, options: SynapseOptions) {
    checkOptions("DeltaPlusCurrent", options, SYNAPSE_OPTIONS);
    super("DeltaPlusCurrent", shape, options);
  }

  static fromJSON(config: JsonObject): DeltaPlusCurrent {
    const { shape, options } = readSynapse(DeltaPlusCurrent.id, config);
    return new DeltaPlusCurrent(shape, options);
  }

  protected override get readout(): Synapse["readout"] {
    return { current: { share: 1, between: this.interpolation === "nearest" ? interpolateNearest : interpolatePrevious } };
  }

  protected override parts(spikes: Tensor, injected: readonly Tensor[]): Readonly<Record<string, Tensor>> {
    return { current: addN([mul(spikes, this.charge / this.dtMs), ...injected]) };
  }
}
