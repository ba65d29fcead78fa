import { type Tensor, concat, tidy } from "@tensorflow/tfjs-core";
import { malformedFile, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, Module, type ModuleJson, readConfig } from "@surenet/nn";
import { MaxRateClassifier } from "../readout/max-rate-classifier.ts";
import { WinnerTakeAll } from "./winner-take-all.ts";

/**
 * Neurons that learned without labels, and a readout that says what each of them stands for.
 *
 * `forward` classifies: samples `[batch, inputs]`, flattened where they have more axes, to logits `[batch, classes]` by the max-rate rule, each neuron counting by 1.
 *
 * @throws SurenetError `E_SHAPE`
 * @example
 * const model = new MaxRateNetwork(network, new MaxRateClassifier(100, 10));
 * model.assign([digits], labels);        // with the weights frozen
 * model.forward(samples);                // [batch, 10]
 */
export class MaxRateNetwork extends Module {
  static readonly id: string = "spiking.MaxRateNetwork";
  readonly network: WinnerTakeAll;
  readonly readout: MaxRateClassifier;

  constructor(network: WinnerTakeAll, readout: MaxRateClassifier) {
    super();
    if (readout.shape.join() !== String(network.neurons))
      throw shapeMismatch({ where: "MaxRateNetwork", expected: `a readout of ${network.neurons} neurons`, got: readout.shape });
    this.network = network;
    this.readout = readout;
  }

  static fromJSON(config: JsonObject, [network, readout]: readonly Module[]): MaxRateNetwork {
    readConfig(MaxRateNetwork.id, config, {});
    if (!(network instanceof WinnerTakeAll && readout instanceof MaxRateClassifier))
      throw malformedFile({ where: MaxRateNetwork.id, problem: "the parts are a network and its readout" });
    return new MaxRateNetwork(network, readout);
  }

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: [this.network.toJSON(), this.readout.toJSON()] };
  }

  /** Spikes per step of each neuron, `[samples, neurons]`, owned by the caller. */
  rates(samples: Tensor): Tensor {
    return tidy(() => this.network.rates(samples));
  }

  /** Lets the neurons take their classes from labelled samples: batches, all of them in one mean; everything is borrowed. */
  assign(batches: Iterable<Tensor>, labels: Tensor): void {
    tidy(() => this.readout.update(concat([...batches].map((batch) => this.rates(batch))), labels));
  }

  forward(samples: Tensor): Tensor {
    return tidy(() => this.readout.regress(this.rates(samples), { proportional: false }));
  }

  /** Also what the readout keeps of its rates. */
  override dispose(): void {
    this.readout.dispose();
    super.dispose();
  }
}
