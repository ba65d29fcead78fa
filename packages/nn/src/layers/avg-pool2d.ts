import { type Tensor, avgPool, pad, tidy } from "@tensorflow/tfjs-core";
import { type JsonObject } from "../module/json.ts";
import { checkImages, checkWindow } from "./image-shape.ts";
import { Pool2d } from "./pool2d.ts";

/**
 * The mean of every window: `y[n, i, j, c] = mean_{u, v} x[n, i·s + u − p, j·s + v − p, c]`; padding counts as zeros, as in torch.
 *
 * @throws SurenetError `E_SHAPE`
 * @example new AvgPool2d(2).forward(zeros([8, 28, 28, 16])) // [8, 14, 14, 16]
 */
export class AvgPool2d extends Pool2d {
  static readonly id: string = "nn.AvgPool2d";

  static fromJSON(config: JsonObject): AvgPool2d {
    const { kernelSize, ...options } = Pool2d.read("nn.AvgPool2d", config);
    return new AvgPool2d(kernelSize, options);
  }

  forward(x: Tensor): Tensor {
    checkImages("AvgPool2d.forward", x);
    checkWindow("AvgPool2d.forward", x, this.kernelSize, this.padding);
    const { padding } = this;
    return tidy(() => {
      const around: [number, number] = [padding, padding];
      const padded = padding === 0 ? x : pad(x, [[0, 0], around, around, [0, 0]]);
      return avgPool(padded, [...this.kernelSize], [...this.stride], "valid");
    });
  }
}
