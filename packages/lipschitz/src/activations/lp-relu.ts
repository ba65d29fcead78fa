import { type Tensor, clipByValue, fill, mul, neg, relu, sub, tidy } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, Parameter, readConfig } from "@surenet/nn";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";

/**
 * A rectifier with a learnt slope that cannot exceed k: `min(1, k)·x` where x > 0, `clamp(a, -k, k)·x` elsewhere.
 *
 * The slope's gradient is 0 where it is clamped. (The reference keeps slope 1 on the positive side, which breaks the bound for k < 1.)
 *
 * @param x `[..., channels]`, borrowed
 * @param slope `[1]` or `[channels]`
 * @example lipschitzPrelu(tensor([2, -2]), tensor([3])) // [2, -2]: the slope 3 is clamped to 1
 */
export function lipschitzPrelu(x: Tensor, slope: Tensor, { kCoefLip = 1 }: LipschitzOptions = {}): Tensor {
  if (slope.size !== 1 && slope.size !== x.shape.at(-1)) {
    throw shapeMismatch({
      where: "lipschitzPrelu",
      problem: "the slopes do not fit",
      expected: `[1] or [${x.shape.at(-1) ?? 1}]`,
      got: slope.shape,
    });
  }
  return tidy(() => {
    const positive = kCoefLip < 1 ? mul(relu(x), kCoefLip) : relu(x);
    return sub(positive, mul(relu(neg(x)), clipByValue(slope, -kCoefLip, kCoefLip)));
  });
}

export interface LpReluOptions extends LipschitzOptions {
  /** One slope for all channels, or one each. */
  readonly numParameters?: number;
  readonly init?: number;
}

/** {@link lipschitzPrelu} with its slopes as a parameter. */
export class LPReLU extends LipschitzModule {
  static readonly id: string = "lipschitz.LPReLU";
  readonly numParameters: number;
  readonly weight: Parameter;

  constructor(options: LpReluOptions = {}) {
    checkOptions("LPReLU", options, ["numParameters", "init", "kCoefLip"]);
    super(options);
    const { numParameters = 1, init = 0.25 } = options;
    if (!Number.isSafeInteger(numParameters) || numParameters < 1) {
      throw invalidOption({ where: "LPReLU", option: "numParameters", got: numParameters, expected: "a positive integer" });
    }
    if (!Number.isFinite(init)) throw invalidOption({ where: "LPReLU", option: "init", got: init, expected: "a finite number" });
    this.numParameters = numParameters;
    this.weight = new Parameter(() => fill([numParameters], init));
  }

  static fromJSON(config: JsonObject): LPReLU {
    return new LPReLU(readConfig("lipschitz.LPReLU", config, { numParameters: "number", kCoefLip: "number" }));
  }

  override config(): JsonObject {
    return { numParameters: this.numParameters, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => lipschitzPrelu(x, this.weight.value, this));
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const { kCoefLip } = this;
    const slopes = Float32Array.from(await this.weight.value.data(), (slope) => Math.min(Math.max(slope, -kCoefLip), kCoefLip));
    return { ops: [{ op: "prelu", positive: Math.min(1, kCoefLip), negative: slopes }], shape };
  }
}
