import { type Tensor, add, tidy, zeros } from "@tensorflow/tfjs-core";
import { malformedFile } from "@surenet/tensor-backend";
import { type JsonObject, Module, type ModuleJson, readConfig } from "@surenet/nn";
import { Connection } from "../connections/connection.ts";
import { Neuron } from "../neurons/neuron.ts";
import { checkLink } from "./serial.ts";

export interface RecurrentParts {
  /** From the input to `neuron`. */
  readonly feedforward: Connection;
  readonly neuron: Neuron;
  /** From `neuron` to `partner`, within the step. */
  readonly lateral: Connection;
  readonly partner: Neuron;
  /** From `partner` back to `neuron`, into the next step. */
  readonly feedback: Connection;
}

/**
 * A population and a partner that acts back on it, such as inhibition.
 *
 *     spikes  = neuron(feedforward(input) + feedback(partner's spikes of the step before))
 *     partner = partner(lateral(spikes))
 *
 * @throws SurenetError `E_OPTION` when shapes do not meet; `E_SHAPE`, `E_STATE`
 * @example new RecurrentSerial({ feedforward, neuron, lateral, partner, feedback }).forward(spikes) // the spikes of `neuron`
 */
export class RecurrentSerial extends Module {
  static readonly id: string = "spiking.RecurrentSerial";
  readonly feedforward: Connection;
  readonly neuron: Neuron;
  readonly lateral: Connection;
  readonly partner: Neuron;
  readonly feedback: Connection;

  constructor({ feedforward, neuron, lateral, partner, feedback }: RecurrentParts) {
    super();
    checkLink("RecurrentSerial", feedforward, neuron);
    checkLink("RecurrentSerial", lateral, partner);
    checkLink("RecurrentSerial", feedback, neuron);
    this.feedforward = feedforward;
    this.neuron = neuron;
    this.lateral = lateral;
    this.partner = partner;
    this.feedback = feedback;
  }

  static fromJSON(config: JsonObject, [feedforward, neuron, lateral, partner, feedback]: readonly Module[]): RecurrentSerial {
    readConfig(RecurrentSerial.id, config, {});
    if (!(
      feedforward instanceof Connection &&
      lateral instanceof Connection &&
      feedback instanceof Connection &&
      neuron instanceof Neuron &&
      partner instanceof Neuron
    ))
      // prettier-ignore
      throw malformedFile({ where: RecurrentSerial.id, problem: "the parts are three connections and two populations" });
    return new RecurrentSerial({ feedforward, neuron, lateral, partner, feedback });
  }

  override toJSON(): ModuleJson {
    const parts = [this.feedforward, this.neuron, this.lateral, this.partner, this.feedback];
    return { ...super.toJSON(), children: parts.map((part) => part.toJSON()) };
  }

  /** @param spikes of one step, `[batch, ...in]`, borrowed. @returns the spikes of `neuron`; those of the partner are `partner.spikes` */
  forward(spikes: Tensor): Tensor {
    return tidy(() => {
      const [batch = 0] = spikes.shape;
      const { spikes: partner } = this.partner;
      const before = partner.shape[0] === batch ? partner : zeros([batch, ...this.partner.shape]); // silent until the first step
      const fired = this.neuron.forward(add(this.feedforward.forward(spikes), this.feedback.forward(before)));
      this.partner.forward(this.lateral.forward(fired));
      return fired;
    });
  }

  /** Ends the sequence. */
  clear(options?: { readonly keepAdaptation?: boolean }): void {
    for (const connection of [this.feedforward, this.lateral, this.feedback]) connection.clear();
    for (const neuron of [this.neuron, this.partner]) neuron.clear(options);
  }
}
