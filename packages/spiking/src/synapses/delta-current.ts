import type { Tensor } from "@tensorflow/tfjs-core";
import { checkOptions, unsupported } from "@surenet/tensor-backend";
import type { JsonObject } from "@surenet/nn";
import { interpolateNearest, interpolatePrevious } from "../records/interpolate.ts";
import type { Shape } from "../state/neuron-shape.ts";
import { readSynapse } from "./read-synapse.ts";
import { Synapse, SYNAPSE_OPTIONS, type SynapseOptions } from "./synapse.ts";

/**
 * All of a spike's charge within its step: `I = spike · Q/dt`.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example new DeltaCurrent(3, { dtMs: 0.5, charge: 20 }).forward(tensor([[1, 0, 1]])) // [[40, 0, 40]]
 */
export class DeltaCurrent extends Synapse {
  static readonly id: string = "spiking.DeltaCurrent";

  constructor(shape: Shape, options: SynapseOptions) {
    checkOptions("DeltaCurrent", options, SYNAPSE_OPTIONS);
    super("DeltaCurrent", shape, options);
  }

  static fromJSON(config: JsonObject): DeltaCurrent {
    const { shape, options } = readSynapse(DeltaCurrent.id, config);
    return new DeltaCurrent(shape, options);
  }

  override get perSpike(): number {
    return this.charge / this.dtMs;
  }

  protected override get readout(): Synapse["readout"] {
    return {
      spikes: { share: this.charge / this.dtMs, between: this.interpolation === "nearest" ? interpolateNearest : interpolatePrevious },
    };
  }

  protected override parts(_spikes: Tensor, injected: readonly Tensor[]): Readonly<Record<string, Tensor>> {
    refuseInjection("DeltaCurrent", injected);
    return {};
  }
}

/** @throws SurenetError `E_UNSUPPORTED` */
export function refuseInjection(where: string, injected: readonly Tensor[]): void {
  if (injected.length > 0)
    throw unsupported({ where, problem: "this synapse takes no current beside its spikes", fix: "Use DeltaPlusCurrent." });
}
