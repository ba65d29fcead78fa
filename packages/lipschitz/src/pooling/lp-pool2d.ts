import { type Tensor, square, tidy } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { type JsonObject, Module, type Pair, readConfig, type Size } from "@surenet/nn";
import { safeRoot } from "./safe-norm.ts";
import { readWindow, type WindowPoolOptions, windowSums } from "./window-pool.ts";

/** The 2-norm of every window, `√(Σ x²)`, as torch's LPPool2d with p = 2: what `ScaledL2NormPool2d` exports to. */
export class LPPool2d extends Module {
  static readonly id: string = "lipschitz.LPPool2d";
  readonly kernelSize: Pair;
  readonly ceilMode: boolean;

  constructor(kernelSize: Size, options: WindowPoolOptions = {}) {
    super();
    checkOptions("LPPool2d", options, ["stride", "padding", "ceilMode"]);
    this.kernelSize = readWindow("LPPool2d", kernelSize, options);
    this.ceilMode = options.ceilMode ?? false;
  }

  static fromJSON(config: JsonObject): LPPool2d {
    const { kernelSize, ...rest } = readConfig("lipschitz.LPPool2d", config, { kernelSize: "numbers", ceilMode: "boolean" });
    return new LPPool2d(kernelSize as Pair, rest); // which checks the length
  }

  override config(): JsonObject {
    return { kernelSize: this.kernelSize, ceilMode: this.ceilMode };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => safeRoot(windowSums(square(x), this.kernelSize, this.ceilMode)));
  }
}
