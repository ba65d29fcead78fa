import { type Tensor, add, concat, cos, fill, mul, ones, relu, sin, split, sub, tidy, zeros } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, Parameter, readConfig } from "@surenet/nn";
import type { Lowered } from "../certify/lowered.ts";
import { LipschitzModule, type LipschitzOptions } from "../module/lipschitz-module.ts";

/**
 * Reflects each pair of channels at a learnt line, on one side of it only.
 *
 * For the pairs `(x_c, x_{c + C/2})`, with `v = (sin θ/2, -cos θ/2)`: `p - 2·relu(⟨v, p⟩)·v`. Piecewise a reflection or the identity, and continuous, so it is
 * 1-Lipschitz and keeps the gradient's length (Singla, Singla & Feizi 2022, "Improved deterministic l2 robustness").
 *
 * @param x `[..., C]`, C even, borrowed
 * @param theta `[C/2]`, radians
 * @throws SurenetError `E_SHAPE`
 * @example houseHolder(tensor([1, 0]), tensor([Math.PI / 2])) // [0, 1]: reflected at the diagonal, where it would have been below
 */
export function houseHolder(x: Tensor, theta: Tensor): Tensor {
  if (x.shape.at(-1) !== 2 * theta.size) {
    throw shapeMismatch({ where: "houseHolder", expected: `[.., ${2 * theta.size}]`, got: x.shape });
  }
  return tidy(() => {
    const [a, b] = split(x, 2, -1) as [Tensor, Tensor];
    const half = mul(theta, 0.5);
    const [sine, cosine] = [sin(half), cos(half)];
    const reach = mul(relu(sub(mul(a, sine), mul(b, cosine))), 2);
    return concat([sub(a, mul(reach, sine)), add(b, mul(reach, cosine))], -1);
  });
}

export interface HouseHolderOptions extends LipschitzOptions {
  /** First value of every θ, in radians, or a rule. */
  readonly thetaInitializer?: number | "zeros" | "ones" | "normal";
  /** Needed for `"normal"`. */
  readonly rng?: Rng;
}

/** {@link houseHolder} with θ as a parameter, scaled to be `kCoefLip`-Lipschitz (the reference ignores its coefficient). */
export class HouseHolder extends LipschitzModule {
  static readonly id: string = "lipschitz.HouseHolder";
  readonly channels: number;
  readonly theta: Parameter;

  constructor(channels: number, options: HouseHolderOptions = {}) {
    checkOptions("HouseHolder", options, ["thetaInitializer", "rng", "kCoefLip"]);
    super(options);
    if (!(Number.isSafeInteger(channels) && channels > 0 && channels % 2 === 0)) {
      throw invalidOption({ where: "HouseHolder", option: "channels", got: channels, expected: "a positive even integer" });
    }
    this.channels = channels;
    this.theta = new Parameter(() => initialTheta(channels / 2, options));
  }

  static fromJSON(config: JsonObject): HouseHolder {
    const { channels, kCoefLip } = readConfig("lipschitz.HouseHolder", config, { channels: "number", kCoefLip: "number" });
    return new HouseHolder(channels, { kCoefLip });
  }

  override config(): JsonObject {
    return { channels: this.channels, kCoefLip: this.kCoefLip };
  }

  forward(x: Tensor): Tensor {
    return tidy(() => this.scaled(houseHolder(x, this.theta.value)));
  }

  override async lower(shape: readonly number[]): Promise<Lowered> {
    const half = Float64Array.from(await this.theta.value.data(), (theta) => theta / 2);
    return { ops: this.scaledOp({ op: "houseHolder", sine: half.map(Math.sin), cosine: half.map(Math.cos) }), shape };
  }
}

function initialTheta(count: number, { thetaInitializer = Math.PI / 2, rng }: HouseHolderOptions): Tensor {
  if (typeof thetaInitializer === "number" && Number.isFinite(thetaInitializer)) return fill([count], thetaInitializer);
  if (thetaInitializer === "zeros") return zeros([count]);
  if (thetaInitializer === "ones") return ones([count]);
  if (thetaInitializer === "normal" && rng !== undefined) return rng.normal([count]);
  throw invalidOption({
    where: "HouseHolder",
    option: "thetaInitializer",
    got: thetaInitializer,
    expected: 'a finite number, "zeros", "ones", or "normal" together with an rng',
  });
}
