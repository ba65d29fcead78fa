import { eye, mul, sub, tidy } from "@tensorflow/tfjs-core";
import { createRng } from "@surenet/tensor-backend";
import { type JsonObject, type Module, type Parametrisation, readConfig } from "@surenet/nn";
import type { Shape } from "../state/neuron-shape.ts";
import type { ConnectionOptions } from "./connection.ts";
import { givenSynapse } from "./given-synapse.ts";
import { LinearDense } from "./linear-dense.ts";

/**
 * Every neuron reaches every other one of its population, and never itself: the diagonals of weights and delays are 0 whatever is assigned.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example new LinearLateral(100, { rng, synapse: (shape) => new DeltaCurrent(shape, { dtMs: 1, charge: -1 }) }).forward(spikes) // [batch, 100]
 */
export class LinearLateral extends LinearDense {
  static override readonly id: string = "spiking.LinearLateral";

  constructor(shape: Shape, options: ConnectionOptions) {
    super(shape, shape, options);
    this.weight.parametrise(offDiagonal);
    this.delay?.parametrise(offDiagonal);
  }

  static override fromJSON(config: JsonObject, children: readonly Module[]): LinearLateral {
    const { inShape, bias, delays } = readConfig(LinearLateral.id, config, { inShape: "numbers", outShape: "numbers", bias: "boolean", delays: "boolean" }); // prettier-ignore
    return new LinearLateral(inShape, { bias, delays, rng: createRng(0), synapse: givenSynapse(LinearLateral.id, children) });
  }
}

const offDiagonal: Parametrisation = {
  name: "offDiagonal",
  apply: (values) => tidy(() => mul(values, sub(1, eye(values.shape[0] ?? 0)))),
};
