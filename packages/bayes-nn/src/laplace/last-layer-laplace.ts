import { type HostMatrix, checkOptions, invalidOption, invalidValue, shapeMismatch } from "@surenet/tensor-backend";
import { blockCurvature } from "./block-curvature.ts";
import { inverseOf } from "./inverse-from-cholesky.ts";

export interface LaplaceOptions {
  /** τ: precision of the Gaussian prior around zero. */
  readonly priorPrecision: number;
  /** `"classification"` (default) by the softmax's curvature, or `"regression"` with Gaussian noise. */
  readonly likelihood?: "classification" | "regression";
  /** Standard deviation of a regression's noise. */
  readonly noise?: number;
}

/** What the Laplace approximation is built from, on the host. */
export interface LaplaceFit {
  /** Inputs of the last layer, row by row. */
  readonly features: ArrayLike<number>;
  readonly rows: number;
  /** Of the trained last layer, `[features, outputs]`, and its bias. */
  readonly weight: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
}

export interface LaplacePrediction {
  /** Row by row, `[rows, outputs]`. */
  readonly mean: Float64Array;
  /** Of each output by itself, without the noise of a regression. */
  readonly variance: Float64Array;
}

/**
 * A Gaussian around the trained last layer, from the curvature of the loss there, in float64: uncertainty for a network that is already trained.
 *
 * The precision is `H = τ I + Σ_n Λ_n ⊗ φ̃_n φ̃_nᵀ` with `φ̃ = (φ, 1)`; Λ is `diag(p) − p pᵀ` for a softmax and `I / noise²` for a regression. For a linear model with
 * Gaussian noise it is the exact posterior.
 *
 * τ decides everything for a classification: choose it by the likelihood of held-out rows.
 *
 * Known weakness: the cost grows as `(outputs · (features + 1))³` for a classification; one of 256 features and 10 classes takes about a minute.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`, `E_VALUE`
 * @see Daxberger et al. 2021; MacKay 1992
 * @example
 * const laplace = new LastLayerLaplace(fit, { priorPrecision: 30 });
 * laplace.probabilities(newFeatures, rows) // softmax of the probit-adjusted logits
 */
export class LastLayerLaplace {
  readonly outputs: number;
  readonly inputs: number;
  readonly priorPrecision: number;
  readonly likelihood: "classification" | "regression";
  /** Covariance of `(output, input)`, inputs with the bias last; one block for all outputs of a regression, which do not covary. */
  readonly covariance: HostMatrix;
  readonly #map: Float64Array;
  readonly #precisionLogDet: number;

  constructor({ features, rows, weight, bias }: LaplaceFit, options: LaplaceOptions) {
    const where = "LastLayerLaplace";
    checkOptions(where, options, ["priorPrecision", "likelihood", "noise"]);
    const { priorPrecision, likelihood = "classification", noise = 1 } = options;
    positive(where, "priorPrecision", priorPrecision);
    positive(where, "noise", noise);
    if (likelihood !== "classification" && likelihood !== "regression")
      throw invalidOption({ where, option: "likelihood", got: likelihood, expected: '"classification" or "regression"' });
    if (rows < 1) throw invalidValue({ where, problem: "there are no rows", expected: "at least one" });
    const [outputs, width] = [bias.length, features.length / rows];
    if (!Number.isInteger(width) || weight.length !== width * outputs)
      throw shapeMismatch({
        where,
        expected: `features [${rows}, inputs] and a weight [inputs, ${outputs}]`,
        got: [features.length, weight.length],
      });
    this.outputs = outputs;
    this.inputs = width + 1;
    this.priorPrecision = priorPrecision;
    this.likelihood = likelihood;
    this.#map = Float64Array.from(
      { length: this.inputs * outputs },
      (_, i) => (i < weight.length ? weight[i] : bias[i - weight.length]) ?? NaN,
    );
    const extended = this.#extended(features, rows);
    const precision =
      likelihood === "regression"
        ? blockCurvature(extended, { rows, inputs: this.inputs, outputs: 1, weights: () => 1 / noise ** 2 })
        : blockCurvature(extended, { rows, inputs: this.inputs, outputs, weights: this.#softmaxCurvature(extended, rows) });
    const { rows: size, data } = precision;
    for (let i = 0; i < size; i++) data[i * size + i] = (data[i * size + i] ?? NaN) + priorPrecision;
    const { inverse, logDeterminant } = inverseOf(precision);
    this.covariance = inverse;
    this.#precisionLogDet = logDeterminant * (likelihood === "regression" ? outputs : 1);
  }

  /** Means and variances of the outputs for other inputs of the last layer. @throws SurenetError `E_SHAPE` */
  moments(features: ArrayLike<number>, rows: number): LaplacePrediction {
    const { inputs, outputs } = this;
    const extended = this.#extended(features, rows);
    const mean = this.#outputsOf(extended, rows);
    const variance = new Float64Array(rows * outputs);
    const size = this.covariance.rows;
    const sigma = this.covariance.data;
    for (let o = 0; o < outputs; o++) {
      const offset = size === inputs ? 0 : o * inputs; // a regression has one block for all outputs
      for (let n = 0; n < rows; n++) {
        let total = 0;
        for (let i = 0; i < inputs; i++) {
          let inner = 0;
          for (let j = 0; j < inputs; j++) inner += (sigma[(offset + i) * size + offset + j] ?? NaN) * (extended[n * inputs + j] ?? NaN);
          total += inner * (extended[n * inputs + i] ?? NaN);
        }
        variance[n * outputs + o] = total;
      }
    }
    return { mean, variance };
  }

  /** Class probabilities by the probit approximation, `softmax(m_c / √(1 + π v_c / 8))`, row by row. @see MacKay 1992; Lu, Ie & Sha 2020 */
  probabilities(features: ArrayLike<number>, rows: number): Float64Array {
    const { mean, variance } = this.moments(features, rows);
    return softmaxRows(
      mean.map((m, i) => m / Math.sqrt(1 + (Math.PI * (variance[i] ?? NaN)) / 8)),
      rows,
    );
  }

  /** `log p(data) ≈ logLikelihood − τ|θ|²/2 + (P log τ − log det H)/2`: evidence for τ from the training data. @param logLikelihood of the training rows at the trained weights */
  logEvidence(logLikelihood: number): number {
    const squares = this.#map.reduce((sum, value) => sum + value * value, 0);
    return (
      logLikelihood - (this.priorPrecision * squares) / 2 + (this.#map.length * Math.log(this.priorPrecision) - this.#precisionLogDet) / 2
    );
  }

  #extended(features: ArrayLike<number>, rows: number): Float64Array {
    const width = this.inputs - 1;
    if (features.length !== rows * width)
      throw shapeMismatch({ where: "LastLayerLaplace", expected: `features [${rows}, ${width}]`, got: features.length });
    return Float64Array.from({ length: rows * this.inputs }, (_, i) => (i % this.inputs === width ? 1 : (features[Math.floor(i / this.inputs) * width + (i % this.inputs)] ?? NaN))); // prettier-ignore
  }

  #outputsOf(extended: Float64Array, rows: number): Float64Array {
    const { inputs, outputs } = this;
    return Float64Array.from({ length: rows * outputs }, (_, place) => {
      const [n, o] = [Math.floor(place / outputs), place % outputs];
      let sum = 0;
      for (let i = 0; i < inputs; i++) sum += (extended[n * inputs + i] ?? NaN) * (this.#map[i * outputs + o] ?? NaN);
      return sum;
    });
  }

  /** `p_c ([c = d] − p_d)` of each row. */
  #softmaxCurvature(extended: Float64Array, rows: number): (row: number, c: number, d: number) => number {
    const p = softmaxRows(this.#outputsOf(extended, rows), rows);
    return (row, c, d) => {
      const own = p[row * this.outputs + c] ?? NaN;
      return own * (Number(c === d) - (p[row * this.outputs + d] ?? NaN));
    };
  }
}

function softmaxRows(logits: Float64Array, rows: number): Float64Array {
  const columns = logits.length / rows;
  const result = new Float64Array(logits.length);
  for (let n = 0; n < rows; n++) {
    const row = logits.subarray(n * columns, (n + 1) * columns);
    const top = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const shares = row.map((x) => Math.exp(x - top));
    const total = shares.reduce((a, b) => a + b, 0);
    result.set(shares.map((share) => share / total), n * columns); // prettier-ignore
  }
  return result;
}

function positive(where: string, option: string, value: number): void {
  if (!(value > 0 && value < Infinity)) throw invalidOption({ where, option, got: value, expected: "a positive number" });
}
