import { type Tensor, exp, softmax as lastSoftmax, sub, tidy } from "@tensorflow/tfjs-core";
import { invalidOption, logSumExp, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "../../module/json.ts";
import { Module } from "../../module/module.ts";

/**
 * Turns scores into probabilities along an axis: `y_i = e^{x_i} / Σ_j e^{x_j}`.
 *
 * @param axis negative ones count from the end
 * @throws SurenetError `E_SHAPE` when there is no such axis
 * @example softmax(tensor([[0, Math.log(3)]])) // [[0.25, 0.75]]
 */
export function softmax(x: Tensor, axis = -1): Tensor {
  const index = axis < 0 ? x.rank + axis : axis;
  if (!(index >= 0 && index < x.rank)) throw shapeMismatch({ where: "softmax", expected: `an axis ${axis}`, got: x.shape });
  if (index === x.rank - 1) return lastSoftmax(x);
  return tidy(() => exp(sub(x, logSumExp(x, { axis: index, keepDims: true }))));
}

/** {@link softmax} as a module. For training, a loss on logits is more accurate. */
export class Softmax extends Module {
  static readonly id: string = "nn.Softmax";
  readonly axis: number;

  constructor(axis = -1) {
    super();
    if (!Number.isSafeInteger(axis)) throw invalidOption({ where: "Softmax", option: "axis", got: axis, expected: "an integer" });
    this.axis = axis;
  }

  static fromJSON(config: JsonObject): Softmax {
    return new Softmax(readConfig("nn.Softmax", config, { axis: "number" }).axis);
  }

  override config(): JsonObject {
    return { axis: this.axis };
  }

  forward(x: Tensor): Tensor {
    return softmax(x, this.axis);
  }
}
