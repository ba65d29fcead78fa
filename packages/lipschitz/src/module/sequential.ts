import { type Tensor, clone, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, Module, type ModuleJson, readConfig, Sequential as PlainSequential } from "@surenet/nn";
import { lowerChain } from "../certify/lower.ts";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "./lipschitz-module.ts";

/**
 * Layers one after the other, `y = f_n(… f_1(x))`, with one coefficient for the whole chain.
 *
 * With `kCoefLip` given, each of the n children that are Lipschitz modules gets `kCoefLip^(1/n)`, whatever it was built with, so that the product over the
 * chain is kCoefLip; without it the children keep their own. Plain layers of nn (Flatten, ReLU, ...) may stand between; only those known to be bounded can be
 * certified.
 *
 * @example new Sequential([new SpectralLinear(2, 64, { rng }), new GroupSort2(), new FrobeniusLinear(64, 2, { rng })])
 */
export class Sequential extends LipschitzModule {
  static readonly id: string = "lipschitz.Sequential";
  readonly layers: readonly Module[];

  constructor(layers: readonly Module[], options: LipschitzOptions = {}) {
    checkOptions("Sequential", options, ["kCoefLip"]);
    super(options);
    const stranger = layers.findIndex((layer) => !(layer instanceof Module));
    if (stranger >= 0)
      throw invalidOption({ where: "Sequential", option: `layers.${stranger}`, got: layers[stranger], expected: "a Module" });
    this.layers = [...layers];
    if (options.kCoefLip !== undefined) this.setKCoefLip(options.kCoefLip);
    else super.setKCoefLip(this.#lipschitzLayers().reduce((product, layer) => product * layer.kCoefLip, 1));
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): Sequential {
    readConfig("lipschitz.Sequential", config, {});
    return new Sequential(children);
  }

  override setKCoefLip(kCoefLip: number): void {
    super.setKCoefLip(kCoefLip);
    const layers = this.#lipschitzLayers();
    for (const layer of layers) layer.setKCoefLip(kCoefLip ** (1 / layers.length));
  }

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: this.layers.map((layer) => layer.toJSON()) };
  }

  override lower(shape: readonly number[]): Promise<Lowered> {
    return lowerChain(this.layers, shape);
  }

  /** Lipschitz children exported, plain ones shared. */
  override vanillaExport(): PlainSequential {
    return new PlainSequential(this.layers.map((layer) => (layer instanceof LipschitzModule ? layer.vanillaExport() : layer)));
  }

  forward(x: Tensor): Tensor {
    return tidy(() => {
      const y = this.layers.reduce((value, layer) => layer.forward(value), x);
      return y === x ? clone(x) : y;
    });
  }

  #lipschitzLayers(): LipschitzModule[] {
    return this.layers.filter((layer) => layer instanceof LipschitzModule);
  }
}
