import {
  type GradSaveFunc as GradSaver,
  type Tensor,
  add,
  customGrad,
  div,
  log,
  mul,
  neg,
  square,
  squaredDifference,
  sub,
  sum,
  tidy,
} from "@tensorflow/tfjs-core";
import { Parameter } from "@surenet/nn";
import { type Rng, invalidOption, shapeMismatch } from "@surenet/tensor-backend";
import { buildCovariance } from "../covariance/build-covariance.ts";
import type { Covariance, CovarianceParameters, CovarianceSpec, Parts } from "../covariance/covariance.ts";
import { gaussianNoise } from "../sampling/gaussian-noise.ts";

/** A Gaussian prior of independent parameters: one number for all of them, or tensors of the parameters' shapes. */
export interface PriorParts {
  readonly loc: Parts<Tensor | number>;
  readonly scale: Parts<Tensor | number>;
}

/** Added to all variances, of the posterior and of the prior, so that a divergence is finite where a scale is zero. */
export const VARIANCE_FLOOR = 1e-6;

/**
 * The weight and bias of a layer as one Gaussian, `θ = μ + S ε` with `ε ~ N(0, I)`; without a covariance it is its mean.
 *
 * @example
 * const theta = new GaussianParameter({ weight: zeros([3, 2]) }, { covariance: { kind: "diagonal", scale: 0.1 }, initialScales: { weight: 1 } });
 * theta.sample({ samples: 4, rng }).weight // [4, 3, 2]
 */
export class GaussianParameter {
  readonly mean: Parts<Parameter>;
  readonly covariance: Covariance | undefined;

  /** @param initial the first means, borrowed; the weight's outputs last */
  constructor(
    initial: Parts<Tensor | (() => Tensor)>,
    { covariance, initialScales }: { readonly covariance?: CovarianceSpec | undefined; readonly initialScales: Parts<number> },
  ) {
    const { bias, weight } = initial;
    this.mean = { ...(bias !== undefined && { bias: new Parameter(bias) }), weight: new Parameter(weight) };
    this.covariance =
      covariance && buildCovariance(covariance, { weight: this.mean.weight.shape, bias: bias !== undefined, initialScales });
  }

  /** What a layer shows to the walk over its members: `bias`, `weight`, and `cov` for the covariance's. */
  get members(): Parts<Parameter> & { readonly cov?: CovarianceParameters } {
    return { ...this.mean, ...(this.covariance && { cov: this.covariance.parameters }) };
  }

  /** How many numbers θ has. */
  get size(): number {
    return this.mean.weight.variable.size + (this.mean.bias?.variable.size ?? 0);
  }

  /**
   * Draws of the parameters, `[samples, ..]` each.
   *
   * @param draw `eps` `[samples, rank]` in place of noise from `rng`
   * @returns owned by the caller
   * @throws SurenetError `E_SHAPE` for eps of another rank
   */
  sample(draw: { readonly samples: number; readonly rng: Rng } | { readonly eps: Tensor }): Parts<Tensor> {
    const { bias, weight } = this.mean;
    const moved = this.deviation(draw);
    const around = (mean: Parameter, part: Tensor | undefined): Tensor => tidy(() => add(mean.value, part ?? 0));
    const result = { ...(bias && { bias: around(bias, moved.bias) }), weight: around(weight, moved.weight) };
    moved.bias?.dispose();
    moved.weight.dispose();
    return result;
  }

  /** {@link sample} without the mean. @throws SurenetError `E_SHAPE`; `E_OPTION` without a covariance */
  deviation(draw: { readonly samples: number; readonly rng: Rng } | { readonly eps: Tensor }): Parts<Tensor> {
    const { covariance } = this;
    if (covariance === undefined)
      throw invalidOption({ where: "GaussianParameter", option: "covariance", got: undefined, expected: "one, to draw from" });
    if (!("eps" in draw)) {
      const eps = gaussianNoise([draw.samples, covariance.rank], draw.rng);
      const moved = covariance.deviation(eps);
      eps.dispose();
      return moved;
    }
    if (draw.eps.rank !== 2 || draw.eps.shape[1] !== covariance.rank)
      throw shapeMismatch({ where: "GaussianParameter.sample", expected: `eps [samples, ${covariance.rank}]`, got: draw.eps.shape });
    return covariance.deviation(draw.eps);
  }

  /**
   * The Kullback-Leibler divergence of this Gaussian from a prior of independent Gaussians, in closed form for every covariance.
   *
   * `½ (tr((Σ + εI) V⁻¹) + (μ − m)ᵀ V⁻¹ (μ − m) − P + log det V − log det(Σ + εI))` with `V = diag(scale² + ε)`, `ε = 1e-6`
   *
   * @returns a scalar, owned by the caller
   * @throws SurenetError `E_OPTION` without a covariance
   */
  kl({ loc, scale }: PriorParts): Tensor {
    const { mean, covariance } = this;
    if (covariance === undefined)
      throw invalidOption({
        where: "GaussianParameter.kl",
        option: "covariance",
        got: undefined,
        expected: "one: a point has no divergence",
      });
    return tidy(() => {
      const spread = covariance.variance();
      const part = (name: keyof Parts<unknown>): Tensor[] => {
        const [mu, variance] = [mean[name], spread[name]];
        if (mu === undefined || variance === undefined) return [];
        return [klTerms({ mu: mu.value, variance, loc: loc[name] ?? 0, scale: scale[name] ?? 1, entropy: covariance.independent })];
      };
      const terms = [...part("bias"), ...part("weight")];
      if (!covariance.independent) terms.push(mul(neg(covariance.logDeterminant(VARIANCE_FLOOR)), 0.5));
      return terms.reduce((total, term) => add(total, term));
    });
  }
}

/** The sum over one tensor; `log det(Σ + εI)` is its sum of logarithms where the parameters are independent, and is left to the caller where not. */
function klTerms(terms: {
  readonly mu: Tensor;
  readonly variance: Tensor;
  readonly loc: Tensor | number;
  readonly scale: Tensor | number;
  readonly entropy: boolean;
}): Tensor {
  const { mu, variance, loc, scale, entropy } = terms;
  if (typeof scale === "number" && entropy) return klOfOnePrior(mu, variance, { loc, prior: scale ** 2 + VARIANCE_FLOOR });
  const own = add(variance, VARIANCE_FLOOR);
  const prior = typeof scale === "number" ? scale ** 2 + VARIANCE_FLOOR : add(mul(scale, scale), VARIANCE_FLOOR);
  const ratio = div(own, prior);
  const distance = div(squaredDifference(mu, loc), prior);
  const logs = entropy ? log(ratio) : typeof prior === "number" ? -Math.log(prior) : neg(log(prior));
  return mul(sum(sub(sub(add(ratio, distance), 1), logs)), 0.5);
}

/**
 * {@link klTerms} for one prior variance V, in half of the passes over the parameters: `½ (Σ v/V + Σ (μ − m)²/V − Σ log v + P (log V − 1))`.
 *
 * Its gradients: `(μ − m)/V` and `½ (1/V − 1/v)`.
 */
function klOfOnePrior(mu: Tensor, variance: Tensor, { loc, prior }: { readonly loc: Tensor | number; readonly prior: number }): Tensor {
  const op = customGrad((means, variances, save) => {
    const [m, spread] = [means as Tensor, variances as Tensor];
    const centre = typeof loc === "number" ? [] : [loc];
    (save as GradSaver)([m, spread, ...centre]);
    const own = add(spread, VARIANCE_FLOOR);
    const quadratic = div(add(sum(own), sum(square(from(m, loc)))), prior);
    const value = mul(add(sub(quadratic, sum(log(own))), mu.size * (Math.log(prior) - 1)), 0.5);
    const gradFunc = (dy: Tensor, [a, v, c]: Tensor[]): Tensor[] => [
      mul(from(a ?? m, c ?? loc), div(dy, prior)),
      mul(sub(1 / prior, div(1, add(v ?? spread, VARIANCE_FLOOR))), mul(dy, 0.5)),
    ];
    return { value, gradFunc };
  });
  return op(mu, variance);
}

/** `μ − m`; μ itself where m is 0. */
function from(mu: Tensor, loc: Tensor | number): Tensor {
  return loc === 0 ? mu : sub(mu, loc);
}
