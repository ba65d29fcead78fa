import { type Tensor, clone, reshape, tidy } from "@tensorflow/tfjs-core";
import { type JsonObject, Module, type ModuleJson, readConfig } from "@surenet/nn";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { type Draw, checkDraw } from "../sampling/draw.ts";
import { BayesianModule } from "./bayesian-module.ts";

export interface SequentialOptions {
  /** Draws of a forward in training that says nothing else; by default one, without an axis of its own. */
  readonly samples?: number | null;
  /** In training the output is the input of the last layer: what the variance-reduced losses of @surenet/bayes-losses integrate that layer over. */
  readonly features?: boolean;
}

/**
 * Applies modules one after the other, and carries the axis of samples: the first Gaussian layer puts it in front, plain modules (layer norms, convolutions,
 * flattening) see samples and batch as one batch.
 *
 * @throws SurenetError `E_OPTION`
 * @example new Sequential([new GaussianLinear(2, 8, { rng }), new ReLU(), new GaussianLinear(8, 3, { rng, layerType: "output" })], { samples: 8 })
 */
export class Sequential extends BayesianModule {
  static readonly id: string = "bayes.Sequential";
  readonly layers: readonly Module[];
  readonly samples: number | null;
  readonly features: boolean;

  constructor(layers: readonly Module[], options: SequentialOptions = {}) {
    super();
    checkOptions("Sequential", options, ["samples", "features"]);
    const { samples = null, features = false } = options;
    if (samples !== null) checkDraw("Sequential", { samples });
    layers.forEach((layer, i) => {
      if (!(layer instanceof Module)) throw invalidOption({ where: "Sequential", option: `layers.${i}`, got: layer, expected: "a Module" });
    });
    this.layers = [...layers];
    this.samples = samples;
    this.features = features;
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): Sequential {
    const { samples, features } = readConfig("bayes.Sequential", config, { samples: "json", features: "boolean" });
    return new Sequential(children, { samples: samples as number | null, features }); // which checks it
  }

  override config(): JsonObject {
    return { samples: this.samples, features: this.features };
  }

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: this.layers.map((layer) => layer.toJSON()) };
  }

  get stochastic(): boolean {
    return this.layers.some(isStochastic);
  }

  forward(x: Tensor, draw: Draw = {}): Tensor {
    return this.forwardThrough(x, this.layers.length - Number(this.features && this.training), draw);
  }

  /** The output of the first `count` layers: the features that the layers after them see. */
  forwardThrough(x: Tensor, count: number, draw: Draw = {}): Tensor {
    checkDraw("Sequential.forward", draw);
    const settled = draw.samples === undefined && this.samples !== null && this.training ? { ...draw, samples: this.samples } : draw;
    return tidy(() => {
      let [value, sampled] = [x, settled.inputContainsSamples ?? false];
      for (const layer of this.layers.slice(0, count)) [value, sampled] = step(layer, value, { ...settled, inputContainsSamples: sampled });
      return value === x ? clone(x) : value;
    });
  }
}

/** One module's output, and whether it has the axis of samples. */
export function step(layer: Module, x: Tensor, draw: Draw): [Tensor, boolean] {
  const sampled = draw.inputContainsSamples ?? false;
  if (layer instanceof BayesianModule) {
    const y = layer.forward(x, draw);
    return [y, sampled || (layer.stochastic && (draw.samples ?? 0) > 0)];
  }
  if (!sampled) return [layer.forward(x), false];
  const [samples = 1, batch = 1, ...rest] = x.shape;
  const y = layer.forward(reshape(x, [samples * batch, ...rest]));
  return [reshape(y, [samples, batch, ...y.shape.slice(1)]), true];
}

/** Whether a forward with samples puts them in front. */
export function isStochastic(layer: Module): boolean {
  return layer instanceof BayesianModule && layer.stochastic;
}
