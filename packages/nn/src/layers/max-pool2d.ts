import { type Tensor, maxPool } from "@tensorflow/tfjs-core";
import { type JsonObject } from "../module/json.ts";
import { checkImages, checkWindow } from "./image-shape.ts";
import { explicitPadding } from "./padding.ts";
import { Pool2d } from "./pool2d.ts";

/**
 * The largest value of every window: `y[n, i, j, c] = max_{u, v} x[n, i·s + u − p, j·s + v − p, c]`; padding never wins.
 *
 * @throws SurenetError `E_SHAPE`
 * @example new MaxPool2d(2).forward(zeros([8, 28, 28, 16])) // [8, 14, 14, 16]
 */
export class MaxPool2d extends Pool2d {
  static readonly id: string = "nn.MaxPool2d";

  static fromJSON(config: JsonObject): MaxPool2d {
    const { kernelSize, ...options } = Pool2d.read("nn.MaxPool2d", config);
    return new MaxPool2d(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    checkImages("MaxPool2d.forward", x);
    checkWindow("MaxPool2d.forward", x, this.kernelSize, this.padding);
    return maxPool(x, [...this.kernelSize], [...this.stride], explicitPadding(this.padding));
  }
}
