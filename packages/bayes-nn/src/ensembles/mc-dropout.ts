import { type Tensor, stack, tidy } from "@tensorflow/tfjs-core";
import { Dropout, type JsonObject, Module, type ModuleJson, readConfig } from "@surenet/nn";
import { invalidOption, malformedFile } from "@surenet/tensor-backend";
import { BayesianModule } from "../layers/bayesian-module.ts";
import { type Draw, checkDraw } from "../sampling/draw.ts";

/**
 * A network with dropout, as a distribution over networks: a draw drops units in evaluation as training does.
 *
 * With `samples: n` the output has n draws in front; without, it is the network's own in its mode.
 *
 * Known weakness: the rate, not the data, says how much the draws differ; units are dropped for each row apart.
 *
 * @throws SurenetError `E_OPTION` for a network without dropout
 * @see Gal & Ghahramani 2016
 * @example predict(new McDropout(model), x, { samples: 32, rng })
 */
export class McDropout extends BayesianModule {
  static readonly id: string = "bayes.McDropout";
  readonly body: Module;

  constructor(body: Module) {
    super();
    if (!(body instanceof Module) || dropouts(body).length === 0)
      throw invalidOption({ where: "McDropout", option: "body", got: body, expected: "a Module with a Dropout of @surenet/nn in it" });
    this.body = body;
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): McDropout {
    readConfig("bayes.McDropout", config, {});
    const [body, ...others] = children;
    if (body === undefined || others.length > 0)
      throw malformedFile({ where: "bayes.McDropout", problem: "the number of children is wrong", expected: "1", got: children.length });
    return new McDropout(body);
  }

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: [this.body.toJSON()] };
  }

  get stochastic(): boolean {
    return true;
  }

  forward(x: Tensor, draw: Draw = {}): Tensor {
    checkDraw("McDropout.forward", draw);
    const { samples = 0, rng } = draw;
    if (samples === 0) return this.body.forward(x);
    const layers = dropouts(this.body).map((layer) => ({ layer, training: layer.training, state: layer.rng.state }));
    layers.forEach(({ layer }, i) => {
      layer.train();
      if (rng !== undefined) layer.rng.state = rng.fork(`dropout-${i}`).state;
    });
    try {
      return tidy(() => stack(Array.from({ length: samples }, () => this.body.forward(x))));
    } finally {
      for (const { layer, training, state } of layers) {
        layer.train(training);
        if (rng !== undefined) layer.rng.state = state;
      }
    }
  }
}

function dropouts(body: Module): Dropout[] {
  return body.namedModules().flatMap(([, layer]) => (layer instanceof Dropout ? [layer] : []));
}
