import { type Tensor, add, expandDims, mul, reshape, squeeze, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, createRng } from "@surenet/tensor-backend";
import { type JsonObject, type Module, readConfig } from "@surenet/nn";
import { type Shape, neuronShape } from "../state/neuron-shape.ts";
import { Connection, CONNECTION_OPTIONS, type ConnectionOptions } from "./connection.ts";
import { flatInputs } from "./flat-inputs.ts";
import { givenSynapse } from "./given-synapse.ts";

/**
 * Each sender reaches the receiver of its own place; weights `[n]`.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example new LinearDirect(100, { rng, synapse: (shape) => new DeltaCurrent(shape, { dtMs: 1, charge: 1 }) }).forward(spikes) // [batch, 100]
 */
export class LinearDirect extends Connection {
  static readonly id: string = "spiking.LinearDirect";
  readonly shape: readonly number[];

  constructor(shape: Shape, options: ConnectionOptions) {
    checkOptions("LinearDirect", options, CONNECTION_OPTIONS);
    const own = neuronShape("LinearDirect", shape);
    const sizes = [own.reduce((product, side) => product * side, 1)];
    super("LinearDirect", options, { synapseShape: sizes, weightShape: sizes, biasShape: sizes });
    this.shape = own;
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): LinearDirect {
    const { shape, ...rest } = readConfig(LinearDirect.id, config, { shape: "numbers", bias: "boolean", delays: "boolean" });
    return new LinearDirect(shape, { ...rest, rng: createRng(0), synapse: givenSynapse(LinearDirect.id, children) });
  }

  get outShape(): readonly number[] {
    return this.shape;
  }

  override config(): JsonObject {
    return { shape: this.shape, bias: this.bias !== undefined, delays: this.delay !== undefined };
  }

  forward(spikes: Tensor, ...injected: readonly Tensor[]): Tensor {
    return tidy(() => {
      const flat = (x: Tensor): Tensor => flatInputs("LinearDirect.forward", x, this.shape);
      const now = this.synapse.forward(flat(spikes), ...injected.map(flat));
      const current = this.delay === undefined ? now : squeeze(this.arrivingCurrent, [-1]);
      const sums = mul(current, this.weight.value);
      return reshape(this.bias === undefined ? sums : add(sums, this.bias.value), spikes.shape);
    });
  }

  protected override spread(values: Tensor, batch: number): Tensor {
    return super.spread(expandDims(values, -1), batch);
  }
}
