import { type Tensor, clone, tidy } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../module/json.ts";
import { Module, type ModuleJson } from "../module/module.ts";
import type { TorchLayout } from "../storage/torch/torch-layout.ts";

/**
 * Applies modules one after the other: `y = layer_n(… layer_1(x))`.
 *
 * @example new Sequential([new Linear(2, 8, { rng }), new ReLU(), new Linear(8, 1, { rng })])
 */
export class Sequential extends Module {
  static readonly id: string = "nn.Sequential";
  readonly layers: readonly Module[];

  constructor(layers: readonly Module[]) {
    super();
    layers.forEach((layer, i) => {
      if (!(layer instanceof Module)) throw invalidOption({ where: "Sequential", option: `layers.${i}`, got: layer, expected: "a Module" });
    });
    this.layers = [...layers];
  }

  static fromJSON(config: JsonObject, children: readonly Module[]): Sequential {
    readConfig("nn.Sequential", config, {});
    return new Sequential(children);
  }

  override toJSON(): ModuleJson {
    return { ...super.toJSON(), children: this.layers.map((layer) => layer.toJSON()) };
  }

  override torchLayout(): TorchLayout {
    return { layers: { name: "" } };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => {
      const y = this.layers.reduce((value, layer) => layer.forward(value), x);
      return y === x ? clone(x) : y;
    });
  }
}
