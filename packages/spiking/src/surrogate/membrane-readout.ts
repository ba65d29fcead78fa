import { type Tensor, mean, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, leakyScan } from "@surenet/tensor-backend";
import { type JsonObject, Module, readConfig } from "@surenet/nn";

/**
 * Leaky neurons that never spike, read by their mean potential: currents `[time, batch, classes]` to logits `[batch, classes]`.
 *
 * `u[t] = decay · u[t−1] + x[t]`, `logits = mean of u over the time`
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new MembraneReadout({ decay: 0.5 }).forward(tensor([[[1]], [[1]]])) // potentials 1 and 1.5: [[1.25]]
 */
export class MembraneReadout extends Module {
  static readonly id: string = "spiking.MembraneReadout";
  readonly decay: number;

  constructor(options: { readonly decay: number }) {
    super();
    checkOptions("MembraneReadout", options, ["decay"]);
    const { decay } = options;
    if (!(decay >= 0 && decay <= 1))
      throw invalidOption({ where: "MembraneReadout", option: "decay", got: decay, expected: "a share in [0, 1]" });
    this.decay = decay;
  }

  static fromJSON(config: JsonObject): MembraneReadout {
    return new MembraneReadout(readConfig(MembraneReadout.id, config, { decay: "number" }));
  }

  override config(): JsonObject {
    return { decay: this.decay };
  }

  forward(currents: Tensor): Tensor {
    return tidy(() => mean(leakyScan(currents, { decay: this.decay }), 0));
  }
}
