import { type Tensor, add, clone, concat, exp, fill, log, mul, reshape, slice, sqrt, square, sum, tidy } from "@tensorflow/tfjs-core";
import { Parameter, type Parametrisation, oncePerPass } from "@surenet/nn";
import { invalidOption } from "@surenet/tensor-backend";
import type { Covariance, CovarianceShape, DiagonalSpec, InputMap, Noise, Parts } from "./covariance.ts";
import { initialScales } from "./initial-scales.ts";

const exponential: Parametrisation = { name: "exp", apply: (raw) => exp(raw) };
const NO_NOISE = 1e-12; // under the square root of a variance: its slope stays finite where an output has none

/** Independent parameters: `Σ = diag(s²)`. With `learn: "log"` the raw parameter is `log s`, and s stays positive. */
export class DiagonalCovariance implements Covariance {
  readonly spec: DiagonalSpec;
  readonly parameters: { readonly scale: Parts<Parameter> };
  readonly rank: number;
  readonly independent = true;
  readonly learningRateDivisors: Readonly<Record<string, number>> = { scale: 1 };

  constructor(spec: DiagonalSpec, shape: CovarianceShape) {
    this.spec = spec;
    const { learn = "log" } = spec;
    if (learn !== "log" && learn !== "signed")
      throw invalidOption({ where: "DiagonalCovariance", option: "learn", got: learn, expected: '"log" or "signed"' });
    const scales = initialScales("DiagonalCovariance", spec.scale, shape);
    const make = (size: readonly number[], scale: number): Parameter =>
      new Parameter(() => fill([...size], learn === "log" ? Math.log(scale) : scale), {
        parametrisations: learn === "log" ? [exponential] : [],
      });
    const outputs = shape.weight.at(-1) ?? 1;
    this.parameters = {
      scale: { ...(shape.bias && { bias: make([outputs], scales.bias) }), weight: make(shape.weight, scales.weight) },
    };
    const { bias, weight } = this.parameters.scale;
    this.rank = weight.variable.size + (bias?.variable.size ?? 0);
  }

  /** @param eps `[samples, rank]`, the bias's numbers first, then the weight's in its own order */
  deviation(eps: Tensor): Parts<Tensor> {
    const { bias, weight } = this.parameters.scale;
    const [samples = 1] = eps.shape;
    const own = bias?.variable.size ?? 0;
    const part = (scale: Parameter, from: number): Tensor =>
      tidy(() => {
        const { value } = scale;
        return mul(reshape(slice(eps, [0, from], [samples, value.size]), [samples, ...value.shape]), value);
      });
    return { ...(bias && { bias: part(bias, 0) }), weight: part(weight, own) };
  }

  variance(): Parts<Tensor> {
    const { bias, weight } = this.parameters.scale;
    const isLog = this.spec.learn !== "signed";
    // a forward and its divergence share them; of a logarithm the square is one exponential, without the deviations in between
    const part = (scale: Parameter): Tensor =>
      clone(oncePerPass(scale.variable, () => tidy(() => (isLog ? exp(mul(scale.variable, 2)) : square(scale.variable)))));
    return { ...(bias && { bias: tidy(() => part(bias)) }), weight: tidy(() => part(weight)) };
  }

  logDeterminant(eps: number): Tensor {
    return tidy(() => {
      const { bias, weight } = this.variance();
      const flat = [weight, ...(bias ? [bias] : [])].map((part) => reshape(part, [-1]));
      return sum(log(add(concat(flat), eps)));
    });
  }

  outputVariance(map: InputMap): Tensor {
    return tidy(() => {
      const { bias, weight } = this.variance();
      const spread = map.squares(weight);
      return bias === undefined ? spread : add(spread, bias);
    });
  }

  outputNoise(map: InputMap, draws: number, noise: Noise): Tensor {
    return tidy(() => {
      const deviation = sqrt(add(this.outputVariance(map), NO_NOISE));
      return mul(noise([draws, ...deviation.shape]), deviation);
    });
  }
}
