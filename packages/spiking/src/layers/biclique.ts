import { type Tensor, addN, maximum, minimum, mul, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, malformedFile, shapeMismatch, unsupported } from "@surenet/tensor-backend";
import { type JsonObject, type JsonValue, Module, type ModuleJson, readConfig } from "@surenet/nn";
import { Connection } from "../connections/connection.ts";
import { Neuron } from "../neurons/neuron.ts";
import { finite } from "../state/check-number.ts";
import { amplified, checkLink } from "./serial.ts";

/** How the currents of several connections become one. */
export type Combine = "sum" | "mean" | "min" | "max" | "prod";

export interface BicliqueParts {
  readonly inputs: Readonly<Record<string, { readonly connection: Connection; readonly gain?: number }>>;
  readonly outputs: Readonly<Record<string, { readonly neuron: Neuron; readonly gain?: number }>>;
  readonly combine?: Combine;
}

const COMBINATIONS: Readonly<Record<Combine, (currents: Tensor[]) => Tensor>> = {
  sum: (currents) => addN(currents),
  mean: (currents) => mul(addN(currents), 1 / currents.length),
  min: (currents) => currents.reduce((a, b) => minimum(a, b)),
  max: (currents) => currents.reduce((a, b) => maximum(a, b)),
  prod: (currents) => currents.reduce((a, b) => mul(a, b)),
};

/**
 * Several connections onto several populations: every population gets the currents of all connections, combined.
 *
 * `spikes_o = neuron_o(gain_o · combine_i(gain_i · connection_i(spikes_i)))`
 *
 * @throws SurenetError `E_OPTION` when shapes do not meet; `E_SHAPE` for inputs that are missing or unknown; `E_STATE`
 * @example
 * const layer = new Biclique({ inputs: { eye: { connection: a }, ear: { connection: b } }, outputs: { n: { neuron } } });
 * layer.step({ eye: spikesA, ear: spikesB }).n; // [batch, ...]
 */
export class Biclique extends Module {
  static readonly id: string = "spiking.Biclique";
  readonly connections: Readonly<Record<string, Connection>>;
  readonly neurons: Readonly<Record<string, Neuron>>;
  readonly gains: Readonly<Record<"inputs" | "outputs", Readonly<Record<string, number>>>>;
  readonly combine: Combine;

  constructor(parts: BicliqueParts) {
    super();
    const where = "Biclique";
    checkOptions(where, parts, ["inputs", "outputs", "combine"]);
    const { inputs, outputs, combine = "sum" } = parts;
    if (!(combine in COMBINATIONS)) throw invalidOption({ where, option: "combine", got: combine, expected: Object.keys(COMBINATIONS).join(", ") }); // prettier-ignore
    for (const [option, group] of Object.entries({ inputs, outputs }))
      if (Object.keys(group).length === 0) throw invalidOption({ where, option, got: group, expected: "at least one part" });
    for (const { connection } of Object.values(inputs))
      for (const { neuron } of Object.values(outputs)) checkLink(where, connection, neuron);
    const gainsOf = (group: Readonly<Record<string, { readonly gain?: number }>>): Record<string, number> =>
      Object.fromEntries(Object.entries(group).map(([name, { gain = 1 }]) => [name, finite({ where, option: `${name}.gain`, got: gain })]));
    this.connections = Object.fromEntries(Object.entries(inputs).map(([name, { connection }]) => [name, connection]));
    this.neurons = Object.fromEntries(Object.entries(outputs).map(([name, { neuron }]) => [name, neuron]));
    this.gains = { inputs: gainsOf(inputs), outputs: gainsOf(outputs) };
    this.combine = combine;
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): Biclique {
    const { combine, inputs, outputs } = readConfig(Biclique.id, config, { combine: "string", inputs: "json", outputs: "json" });
    const gains = (value: JsonValue): [string, number][] => Object.entries(value ?? {}).map(([name, gain]) => [name, Number(gain)]);
    const [inputGains, outputGains] = [gains(inputs), gains(outputs)];
    const connections = children.slice(0, inputGains.length);
    const neurons = children.slice(inputGains.length);
    const wrong = (): never => {
      throw malformedFile({ where: Biclique.id, problem: "the parts are not the connections and the neurons that the layer names" });
    };
    return new Biclique({
      combine: combine as Combine,
      inputs: Object.fromEntries(inputGains.map(([name, gain], i) => { const part = connections[i]; return [name, { gain, connection: part instanceof Connection ? part : wrong() }]; })), // prettier-ignore
      outputs: Object.fromEntries(outputGains.map(([name, gain], i) => { const part = neurons[i]; return [name, { gain, neuron: part instanceof Neuron ? part : wrong() }]; })), // prettier-ignore
    });
  }

  override config(): JsonObject {
    return { combine: this.combine, inputs: this.gains.inputs, outputs: this.gains.outputs };
  }

  override toJSON(): ModuleJson {
    const parts = [...Object.values(this.connections), ...Object.values(this.neurons)];
    return { ...super.toJSON(), children: parts.map((part) => part.toJSON()) };
  }

  /** One step: the spikes of each input, borrowed, to those of each population, owned by the caller. */
  step(inputs: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
    const [given, wanted] = [Object.keys(inputs).sort().join(", "), Object.keys(this.connections).sort().join(", ")];
    if (given !== wanted) throw shapeMismatch({ where: "Biclique.step", problem: "the inputs are not the layer's", expected: wanted, got: given }); // prettier-ignore
    return tidy(() => {
      const currents = Object.entries(this.connections).map(([name, connection]) => amplified(connection.forward(inputs[name] as Tensor), this.gains.inputs[name] ?? 1)); // prettier-ignore
      const current = COMBINATIONS[this.combine](currents);
      const spikes = Object.entries(this.neurons).map(([name, neuron]): [string, Tensor] => [name, neuron.forward(amplified(current, this.gains.outputs[name] ?? 1))]); // prettier-ignore
      return Object.fromEntries(spikes);
    });
  }

  /** {@link step} of a layer with one input and one population. @throws SurenetError `E_UNSUPPORTED` with more */
  forward(spikes: Tensor): Tensor {
    const [[input, ...inputs], [output, ...outputs]] = [Object.keys(this.connections), Object.keys(this.neurons)];
    if (input === undefined || output === undefined || inputs.length + outputs.length > 0)
      throw unsupported({ where: "Biclique.forward", problem: "the layer has several inputs or populations", fix: "Call step({ name: spikes, ... })." }); // prettier-ignore
    return this.step({ [input]: spikes })[output] as Tensor;
  }

  /** Ends the sequence. */
  clear(options?: { readonly keepAdaptation?: boolean }): void {
    for (const connection of Object.values(this.connections)) connection.clear();
    for (const neuron of Object.values(this.neurons)) neuron.clear(options);
  }
}
