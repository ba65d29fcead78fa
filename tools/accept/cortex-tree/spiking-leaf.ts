import { type Tensor, add, mean, mul, sum, tidy } from "@tensorflow/tfjs-core";
import { type BranchOutputs, Leaf, type RootOutputs } from "@surenet/cortex-tree";
import { crossEntropy } from "@surenet/losses";
import { accuracy, type JsonObject, Linear, readConfig } from "@surenet/nn";
import { MembraneReadout, SurrogateLIF } from "@surenet/spiking";
import { createRng, type Rng } from "@surenet/tensor-backend";

type SpikingOutput = {
  /** `[batch, classes]`: mean potentials of the readout. */
  readonly logits: Tensor;
  /** `[batch]`: spikes that a hidden neuron fires at a sample, on average. */
  readonly spikes: Tensor;
};

const HIDDEN = 128;
const STEPS = 25;
const DECAY = 0.9;

interface SpikingLeafOptions {
  readonly rng: Rng;
  /** Of a spike a neuron, in the loss. */
  readonly price?: number;
}

/** A leaf that answers by spikes: the features as a current over 25 steps, a hidden layer that fires, and a readout that never does. Spikes cost, so that few are fired. */
export class SpikingLeaf extends Leaf<SpikingOutput> {
  static readonly id: string = "accept.SpikingLeaf";
  readonly inDim: number;
  readonly numClasses: number;
  readonly price: number;
  readonly answer = "logits";
  readonly current: Linear;
  readonly neurons: SurrogateLIF = new SurrogateLIF({ decay: DECAY, steps: STEPS });
  readonly head: Linear;
  readonly readout: MembraneReadout = new MembraneReadout({ decay: DECAY });

  constructor(inDim: number, numClasses: number, { rng, price = 0.01 }: SpikingLeafOptions) {
    super();
    this.inDim = inDim;
    this.numClasses = numClasses;
    this.price = price;
    this.current = new Linear(inDim, HIDDEN, { rng });
    this.head = new Linear(HIDDEN, numClasses, { rng });
  }

  static fromJSON(config: JsonObject): SpikingLeaf {
    const { inDim, numClasses, price } = readConfig(SpikingLeaf.id, config, { inDim: "number", numClasses: "number", price: "number" });
    return new SpikingLeaf(inDim, numClasses, { rng: createRng(0), price });
  }

  override config(): JsonObject {
    const { inDim, numClasses, price } = this;
    return { inDim, numClasses, price };
  }

  protected outputs({ pooledFeatures }: BranchOutputs): SpikingOutput {
    const fired = this.neurons.forward(this.current.forward(pooledFeatures)); // [time, batch, hidden]
    return { logits: this.readout.forward(this.head.forward(fired)), spikes: mean(sum(fired, 0), -1) };
  }

  loss({ logits, spikes }: SpikingOutput, _rootOutputs?: RootOutputs, targets?: Tensor): Tensor {
    if (targets === undefined) throw new RangeError("a spiking leaf learns from class numbers");
    return tidy(() => add(crossEntropy(logits, targets), mul(mean(spikes), this.price)));
  }

  async evaluate({ logits, spikes }: SpikingOutput, targets?: Tensor): Promise<Record<string, number>> {
    if (targets === undefined) throw new RangeError("a spiking leaf is evaluated by class numbers");
    const fired = Array.from(await spikes.data());
    return { acc: await accuracy(logits, targets), spikes_per_neuron: fired.reduce((all, count) => all + count, 0) / fired.length };
  }
}
