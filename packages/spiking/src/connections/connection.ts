import { type Tensor, reshape, tidy, tile, zeros, zerosLike } from "@tensorflow/tfjs-core";
import { type Rng, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, Module, type ModuleJson, Parameter } from "@surenet/nn";
import { Synapse } from "../synapses/synapse.ts";

/** What every connection is told. */
export interface ConnectionOptions {
  /** Makes the synapse for the shape that the connection needs, batch axis apart. */
  readonly synapse: (shape: readonly number[]) => Synapse;
  /** Draws the weights, uniform on [0, 1). */
  readonly rng: Rng;
  readonly bias?: boolean;
  /** Whether each weight has a delay of its own, up to the synapse's `delayMs`; all start at 0. */
  readonly delays?: boolean;
}

export const CONNECTION_OPTIONS = ["synapse", "rng", "bias", "delays"] as const;

interface ConnectionParts {
  readonly synapseShape: readonly number[];
  readonly weightShape: readonly number[];
  readonly biasShape: readonly number[];
}

/**
 * Weighted synapses between two populations. `forward` takes the spikes of one step and gives the current of the receiving neurons.
 *
 * `out[b, o] = Σ_i w[i, o] · current_i(t − d[i, o]) + bias[o]`; weights are `[in, out]`, as everywhere in surenet. Learning rules change weights, biases and
 * delays; they have no gradient of their own here (`surrogate/` trains with gradients).
 */
export abstract class Connection extends Module {
  readonly synapse: Synapse;
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  /** In milliseconds, of the weight's shape. */
  readonly delay: Parameter | undefined;

  constructor(where: string, { synapse, rng, bias = false, delays = false }: ConnectionOptions, parts: ConnectionParts) {
    super();
    const made = synapse([...parts.synapseShape]);
    if (!(made instanceof Synapse))
      throw invalidOption({ where, option: "synapse", got: made, expected: "a function that makes a synapse" });
    if (made.shape.join() !== parts.synapseShape.join())
      throw invalidOption({ where, option: "synapse", got: made.shape, expected: `a synapse of shape [${parts.synapseShape.join(", ")}]` });
    if (delays && made.delayMs === 0)
      throw invalidOption({ where, option: "delays", got: true, expected: "false, as the synapse remembers nothing", fix: "Give the synapse a delayMs." }); // prettier-ignore
    this.synapse = made;
    this.weight = new Parameter(() => rng.uniform(parts.weightShape));
    this.bias = bias ? new Parameter(() => rng.uniform(parts.biasShape)) : undefined;
    this.delay = delays ? new Parameter(() => zeros([...parts.weightShape])) : undefined;
  }

  /** Of the receiving neurons. */
  abstract readonly outShape: readonly number[];

  abstract override config(): JsonObject;

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: [this.synapse.toJSON()] };
  }

  /** @param spikes `[batch, ...in]`, borrowed, as what is injected beside them */
  abstract override forward(spikes: Tensor, ...injected: readonly Tensor[]): Tensor;

  /** The spikes that reach each weight in this step: `[batch, ...]` as the synapse has them, with a last axis of receivers when there are delays. */
  get arrivingSpikes(): Tensor {
    return tidy(() => (this.delay === undefined ? this.synapse.spikes : this.synapse.spikeAt(this.selector)));
  }

  /** The current that reaches each weight in this step, laid out as {@link arrivingSpikes}. */
  get arrivingCurrent(): Tensor {
    return tidy(() => (this.delay === undefined ? this.synapse.current : this.synapse.currentAt(this.selector)));
  }

  /** How long ago each weight listens, in milliseconds: `[batch, ...synapse, receivers]`, owned by the caller. */
  get selector(): Tensor {
    return tidy(() => {
      const delays = this.delay?.value ?? zerosLike(this.weight.value);
      return this.spread(delays, this.synapse.spikes.shape[0] ?? 1);
    });
  }

  /** Repeats something of the weight's shape over the batch, and over the places at which a weight is used. */
  protected spread(values: Tensor, batch: number): Tensor {
    return tile(reshape(values, [1, ...values.shape]), [batch, ...values.shape.map(() => 1)]);
  }

  /** Ends the sequence; weights and delays stay. */
  clear(): void {
    this.synapse.clear();
  }

  override dispose(): void {
    this.synapse.dispose();
    super.dispose();
  }
}
