import { type Tensor, reshape, tidy } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";
import { Conv2D } from "../connections/conv2d.ts";
import { Connection } from "../connections/connection.ts";
import { LinearDirect } from "../connections/linear-direct.ts";
import { LinearHomeostasis } from "./homeostasis.ts";
import { DelayAdjustedKernelSTDP, DelayAdjustedMSTDP } from "./kernel-stdp.ts";
import { type Activity, LearningRule } from "./rule.ts";
import { Updater, type UpdaterOptions } from "./updater.ts";

export interface PlasticityOptions extends UpdaterOptions {
  /** What the rule changes; a homeostasis says so itself. */
  readonly parameter?: "weight" | "bias" | "delay";
}

/**
 * A connection that learns: after each step of it and of the neurons behind it, `step` shows the rule what happened, and `apply` changes the parameter.
 *
 * Nothing is learned while the connection is in evaluation mode. On a convolution the places of an image teach together.
 *
 * @throws SurenetError `E_OPTION` for a connection without the parameter
 * @example
 * const plasticity = new Plasticity(connection, new STDP({ ... }), { upper: upperBound({ limit: 1 }) });
 * const spikes = neuron.forward(connection.forward(input));
 * plasticity.step(spikes);
 * plasticity.apply();
 */
export class Plasticity {
  readonly connection: Connection;
  readonly rule: LearningRule;
  readonly updater: Updater;

  constructor(connection: Connection, rule: LearningRule, options: PlasticityOptions = {}) {
    if (!(connection instanceof Connection) || !(rule instanceof LearningRule))
      throw invalidOption({ where: "Plasticity", option: "rule", got: rule, expected: "a connection and a learning rule" });
    const { parameter: name = rule instanceof LinearHomeostasis ? rule.parameter : "weight", ...bounds } = options;
    const parameter = connection[name];
    if (parameter === undefined)
      throw invalidOption({ where: "Plasticity", option: "parameter", got: name, expected: "a parameter that the connection has" });
    this.connection = connection;
    this.rule = rule;
    this.updater = new Updater(parameter, bounds);
  }

  /** @param post the spikes of the receiving neurons in this step, `[batch, ...out]`, borrowed */
  step(post: Tensor, options: { readonly signal?: number | Tensor } = {}): void {
    if (!this.connection.training) return;
    const change = tidy(() => {
      const activity = { ...this.#activity(post), ...options };
      return { ...this.rule.step(activity) };
    });
    this.updater.add(change);
  }

  apply(): void {
    this.updater.apply();
  }

  /** Ends a sequence: forgets traces, keeps changes that were not applied. */
  clear(): void {
    this.rule.clear();
  }

  dispose(): void {
    this.rule.clear();
    this.updater.clear();
  }

  #activity(post: Tensor): Activity {
    const { connection, rule } = this;
    const adjusts = rule instanceof DelayAdjustedKernelSTDP || rule instanceof DelayAdjustedMSTDP;
    const delay = connection.delay?.value;
    const arriving = adjusts ? connection.synapse.spikes : connection.arrivingSpikes;
    const [batch = 1] = post.shape;
    if (connection instanceof LinearDirect) return { pre: reshape(arriving, [batch, -1]), post: reshape(post, [batch, -1]), direct: true };
    const places = connection instanceof Conv2D ? (connection.synapse.shape[0] ?? 1) : 1;
    const pre = places === 1 ? arriving : reshape(arriving, [batch * places, ...arriving.shape.slice(2)]);
    const rows = reshape(post, [batch * places, -1]);
    return { pre, post: rows, ...(adjusts && delay !== undefined ? { delay } : {}) };
  }
}
