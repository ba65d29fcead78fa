import { type Tensor, mul, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, malformedFile } from "@surenet/tensor-backend";
import { type JsonObject, Module, type ModuleJson, readConfig } from "@surenet/nn";
import { Connection } from "../connections/connection.ts";
import { Neuron } from "../neurons/neuron.ts";
import { finite } from "../state/check-number.ts";

/** What the current is multiplied by on its way to the neurons. */
export interface GainOptions {
  readonly gain?: number;
}

/**
 * A connection and the neurons behind it: `spikes = neuron(gain · connection(spikes))`, step by step. Layers in a row are a network.
 *
 * The state of both lasts until `clear()`, which begins a new sequence; another batch size without it is an error.
 *
 * @throws SurenetError `E_OPTION` when the neurons are not where the connection ends; `E_SHAPE`, `E_STATE`
 * @example
 * const layer = new Serial(new LinearDense(784, 100, { rng, synapse }), new LIF(100, { dtMs: 1, tauMs: 20, rest: 0, reset: 0, threshold: 1 }));
 * for (const step of steps) layer.forward(step); // [batch, 784] to [batch, 100]
 * layer.clear();
 */
export class Serial extends Module {
  static readonly id: string = "spiking.Serial";
  readonly connection: Connection;
  readonly neuron: Neuron;
  readonly gain: number;

  constructor(connection: Connection, neuron: Neuron, options: GainOptions = {}) {
    super();
    checkOptions("Serial", options, ["gain"]);
    checkLink("Serial", connection, neuron);
    this.connection = connection;
    this.neuron = neuron;
    this.gain = finite({ where: "Serial", option: "gain", got: options.gain ?? 1 });
  }

  static fromJSON(config: JsonObject, [connection, neuron]: readonly Module[]): Serial {
    if (!(connection instanceof Connection && neuron instanceof Neuron))
      throw malformedFile({ where: Serial.id, problem: "a layer is a connection and its neurons" });
    return new Serial(connection, neuron, readConfig(Serial.id, config, { gain: "number" }));
  }

  override config(): JsonObject {
    return { gain: this.gain };
  }

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: [this.connection.toJSON(), this.neuron.toJSON()] };
  }

  /** @param spikes of one step, `[batch, ...in]`, borrowed, as what is injected beside them */
  forward(spikes: Tensor, ...injected: readonly Tensor[]): Tensor {
    return tidy(() => this.neuron.forward(amplified(this.connection.forward(spikes, ...injected), this.gain)));
  }

  /** Ends the sequence. */
  clear(options?: { readonly keepAdaptation?: boolean }): void {
    this.connection.clear();
    this.neuron.clear(options);
  }
}

export function amplified(current: Tensor, gain: number): Tensor {
  return gain === 1 ? current : mul(current, gain);
}

/** @throws SurenetError `E_OPTION` unless the neurons stand where the connection ends */
export function checkLink(where: string, connection: Connection, neuron: Neuron): void {
  if (!(connection instanceof Connection)) throw invalidOption({ where, option: "connection", got: connection, expected: "a connection" });
  if (!(neuron instanceof Neuron)) throw invalidOption({ where, option: "neuron", got: neuron, expected: "neurons" });
  if (connection.outShape.join() !== neuron.shape.join())
    throw invalidOption({ where, option: "neuron", got: neuron.shape, expected: `neurons of shape [${connection.outShape.join(", ")}]` });
}
