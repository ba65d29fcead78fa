import { type Tensor, add, concat, matMul, reshape, square, sum, tidy, transpose } from "@tensorflow/tfjs-core";
import { Parameter } from "@surenet/nn";
import type { Covariance, CovarianceShape, FactorizedSpec, InputMap, LowRankSpec, Noise, Parts } from "./covariance.ts";
import { matrixSize } from "./covariance.ts";
import { identityRows } from "./identity-rows.ts";
import { checkRank, initialScales } from "./initial-scales.ts";
import { logDetGram } from "./log-determinant.ts";

/**
 * A factor of `rank` columns over all parameters of a layer: `Σ = S Sᵀ`. With as many columns as parameters any covariance can be had.
 *
 * S starts as rows of the identity repeated, each times the parameter's initial scale, so every marginal has that standard deviation from the start.
 *
 * Known weaknesses: `parameters · rank` numbers; below full rank the distribution is degenerate, and a Kullback-Leibler divergence from it is finite only
 * by the `eps` that is added to all variances.
 */
export class FactorizedCovariance implements Covariance {
  readonly spec: FactorizedSpec | LowRankSpec;
  readonly parameters: { readonly factor: Parts<Parameter> };
  readonly rank: number;
  readonly independent = false;
  readonly learningRateDivisors: Readonly<Record<string, number>>;

  constructor(spec: FactorizedSpec | LowRankSpec, shape: CovarianceShape) {
    const where = spec.kind === "lowRank" ? "LowRankCovariance" : "FactorizedCovariance";
    this.spec = spec;
    const { inputs, outputs } = matrixSize(shape);
    const count = outputs * (inputs + Number(shape.bias));
    this.rank = Math.min(count, spec.rank === undefined && spec.kind === "factorized" ? count : checkRank(where, "rank", spec.rank ?? NaN));
    const scales = initialScales(where, spec.scale, shape);
    const own = shape.bias ? outputs : 0;
    this.parameters = {
      factor: {
        ...(shape.bias && { bias: new Parameter(() => identityRows([outputs], { rank: this.rank, from: 0, scale: scales.bias })) }),
        weight: new Parameter(() => identityRows(shape.weight, { rank: this.rank, from: own, scale: scales.weight })),
      },
    };
    this.learningRateDivisors = { factor: this.rank };
  }

  deviation(eps: Tensor): Parts<Tensor> {
    const { bias, weight } = this.parameters.factor;
    const [samples = 1] = eps.shape;
    const part = ({ value }: Parameter): Tensor =>
      tidy(() => reshape(matMul(eps, reshape(value, [-1, this.rank]), false, true), [samples, ...value.shape.slice(0, -1)]));
    return { ...(bias && { bias: part(bias) }), weight: part(weight) };
  }

  variance(): Parts<Tensor> {
    const { bias, weight } = this.parameters.factor;
    const part = ({ value }: Parameter): Tensor => tidy(() => sum(square(value), -1));
    return { ...(bias && { bias: part(bias) }), weight: part(weight) };
  }

  /** By the matrix determinant lemma: `det(SSᵀ + εI) = ε^(parameters − rank) · det(SᵀS + εI)`. */
  logDeterminant(eps: number): Tensor {
    return tidy(() => {
      const { bias, weight } = this.parameters.factor;
      const parts = [...(bias ? [bias] : []), weight].map(({ value }) => reshape(value, [-1, this.rank]));
      const factor = concat(parts, 0);
      const missing = (factor.shape[0] ?? 0) - this.rank;
      return add(logDetGram(matMul(factor, factor, true), eps), missing * Math.log(eps));
    });
  }

  outputVariance(map: InputMap): Tensor {
    return tidy(() => sum(square(this.#columns(map)), -1));
  }

  outputNoise(map: InputMap, draws: number, noise: Noise): Tensor {
    return tidy(() => {
      const columns = this.#columns(map); // [N, .., out, rank]
      const [rows = 1, ...rest] = columns.shape.slice(0, -1);
      const mixed = matMul(reshape(columns, [rows, -1, this.rank]), noise([rows, this.rank, draws])); // [N, .. · out, draws]
      return reshape(transpose(mixed, [2, 0, 1]), [draws, rows, ...rest]);
    });
  }

  /** What each column of S does to the outputs: `[N, .., out, rank]`. */
  #columns(map: InputMap): Tensor {
    const { bias, weight } = this.parameters.factor;
    const outputs = weight.shape.at(-2) ?? 1;
    const kernel = reshape(weight.value, [...weight.shape.slice(0, -2), outputs * this.rank]);
    const mapped = map.linear(kernel);
    const columns = reshape(mapped, [...mapped.shape.slice(0, -1), outputs, this.rank]);
    return bias === undefined ? columns : add(columns, bias.value);
  }
}
