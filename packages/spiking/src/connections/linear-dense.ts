import { type Tensor, add, mul, reshape, sum, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, createRng, spikeMatMul } from "@surenet/tensor-backend";
import { type JsonObject, type Module, readConfig } from "@surenet/nn";
import { type Shape, neuronShape } from "../state/neuron-shape.ts";
import { flatInputs } from "./flat-inputs.ts";
import { givenSynapse } from "./given-synapse.ts";
import { Connection, CONNECTION_OPTIONS, type ConnectionOptions } from "./connection.ts";

/**
 * Every sender reaches every receiver; weights `[in, out]`. Without delays only the rows of the senders that spiked are read.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_STATE`
 * @example new LinearDense(784, 100, { rng, synapse: (shape) => new DeltaCurrent(shape, { dtMs: 1, charge: 1 }) }).forward(spikes) // [batch, 100]
 */
export class LinearDense extends Connection {
  static readonly id: string = "spiking.LinearDense";
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];

  constructor(inShape: Shape, outShape: Shape, options: ConnectionOptions) {
    checkOptions("LinearDense", options, CONNECTION_OPTIONS);
    const [inputs, outputs] = [neuronShape("LinearDense", inShape, "inShape"), neuronShape("LinearDense", outShape, "outShape")];
    const sizes = [size(inputs), size(outputs)];
    super("LinearDense", options, { synapseShape: sizes.slice(0, 1), weightShape: sizes, biasShape: sizes.slice(1) });
    this.inShape = inputs;
    this.outShape = outputs;
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): LinearDense {
    const { inShape, outShape, ...rest } = readConfig(LinearDense.id, config, { inShape: "numbers", outShape: "numbers", bias: "boolean", delays: "boolean" }); // prettier-ignore
    return new LinearDense(inShape, outShape, { ...rest, rng: createRng(0), synapse: givenSynapse(LinearDense.id, children) });
  }

  override config(): JsonObject {
    const { inShape, outShape, bias, delay } = this;
    return { inShape, outShape, bias: bias !== undefined, delays: delay !== undefined };
  }

  forward(spikes: Tensor, ...injected: readonly Tensor[]): Tensor {
    return tidy(() => {
      const flat = (x: Tensor): Tensor => flatInputs("LinearDense.forward", x, this.inShape);
      this.synapse.advance(flat(spikes), ...injected.map(flat));
      const sums = this.delay === undefined ? this.#product() : sum(mul(this.arrivingCurrent, this.weight.value), 1);
      const shifted = this.bias === undefined ? sums : add(sums, this.bias.value);
      return this.outShape.length === 1 ? shifted : reshape(shifted, [spikes.shape[0] ?? 0, ...this.outShape]);
    });
  }

  /** Where the current is the spikes times a number, the product takes the number along. */
  #product(): Tensor {
    const { perSpike } = this.synapse;
    const { value } = this.weight;
    if (perSpike === undefined) return spikeMatMul(this.synapse.current, value);
    return spikeMatMul(this.synapse.spikes, value, { scale: perSpike });
  }
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
