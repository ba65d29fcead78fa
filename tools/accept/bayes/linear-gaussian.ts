import { type HostMatrix, createRng, logdet, solve } from "@surenet/tensor-backend";

/** Data of a linear model with Gaussian noise, whose posterior and evidence are known in closed form. */
export interface LinearGaussian {
  readonly rows: number;
  readonly inputs: number;
  /** `[rows, inputs]`, correlated, so that the posterior's parameters are too. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly noise: number;
}

const WEIGHTS = [0.7, -1.2, 0.4, 0.9];
const BIAS = 0.3;

export function linearGaussian(rows: number, { noise, seed }: { readonly noise: number; readonly seed: number }): LinearGaussian {
  const inputs = WEIGHTS.length;
  const rng = createRng(seed);
  const drawn = rng.fork("x").values.normal(rows * inputs);
  const x = Float32Array.from(drawn, (value, i) => (i % inputs === 0 ? value : 0.8 * value + 0.6 * (drawn[i - 1] ?? 0)));
  const errors = rng.fork("noise").values.normal(rows);
  const y = Float32Array.from({ length: rows }, (_, n) => WEIGHTS.reduce((sum, w, i) => sum + w * (x[n * inputs + i] ?? NaN), BIAS + noise * (errors[n] ?? NaN))); // prettier-ignore
  return { rows, inputs, x, y, noise };
}

/** The posterior `N(m, Λ⁻¹)` of weights and bias (last) under a standard normal prior, the evidence, and the best independent Gaussians. */
export interface ClosedForm {
  readonly mean: Float64Array;
  readonly precision: HostMatrix;
  readonly covariance: HostMatrix;
  readonly logEvidence: number;
  /** `log Z − ½ (Σ log Λ_ii − log |Λ|)`: what the best product of Gaussians reaches, with variances `1/Λ_ii`. */
  readonly meanFieldElbo: number;
}

export function closedForm(data: LinearGaussian): ClosedForm {
  const { rows, inputs, y, noise } = data;
  const size = inputs + 1;
  const design = extended(data);
  const precision = new Float64Array(size * size);
  const moment = new Float64Array(size);
  for (let n = 0; n < rows; n++) {
    for (let i = 0; i < size; i++) {
      const own = design[n * size + i] ?? NaN;
      moment[i] = (moment[i] ?? NaN) + (own * (y[n] ?? NaN)) / noise ** 2;
      for (let j = 0; j < size; j++)
        precision[i * size + j] = (precision[i * size + j] ?? NaN) + (own * (design[n * size + j] ?? NaN)) / noise ** 2;
    }
  }
  for (let i = 0; i < size; i++) precision[i * size + i] = (precision[i * size + i] ?? NaN) + 1;
  const matrix = { rows: size, columns: size, data: precision };
  const mean = Float64Array.from(solve(matrix, { rows: size, columns: 1, data: moment }).data);
  const eye = Float64Array.from({ length: size * size }, (_, i) => Number(i % (size + 1) === 0));
  const determinant = logdet(matrix);
  const squares = y.reduce((sum, value) => sum + value * value, 0) / noise ** 2;
  const explained = mean.reduce((sum, value, i) => sum + value * (moment[i] ?? NaN), 0);
  const logEvidence = -0.5 * (rows * Math.log(2 * Math.PI * noise ** 2) + determinant + squares - explained);
  const diagonal = mean.reduce((sum, _, i) => sum + Math.log(precision[i * size + i] ?? NaN), 0);
  return {
    mean,
    precision: matrix,
    covariance: solve(matrix, { rows: size, columns: size, data: eye }),
    logEvidence,
    meanFieldElbo: logEvidence - 0.5 * (diagonal - determinant),
  };
}

/** The evidence lower bound of a Gaussian over weights and bias, in float64: the expected log likelihood minus the divergence from the prior. */
export function evidenceLowerBound(
  data: LinearGaussian,
  { mean, covariance }: { readonly mean: Float64Array; readonly covariance: HostMatrix },
): number {
  const { rows, y, noise } = data;
  const size = mean.length;
  const design = extended(data);
  let bound = -0.5 * (rows * Math.log(2 * Math.PI * noise ** 2) - logdet(covariance) - size);
  for (let i = 0; i < size; i++) bound -= 0.5 * ((mean[i] ?? NaN) ** 2 + (covariance.data[i * (size + 1)] ?? NaN));
  for (let n = 0; n < rows; n++) {
    const row = design.subarray(n * size, (n + 1) * size);
    const fitted = row.reduce((sum, value, i) => sum + value * (mean[i] ?? NaN), 0);
    let spread = 0;
    for (let i = 0; i < size; i++)
      for (let j = 0; j < size; j++) spread += (row[i] ?? NaN) * (row[j] ?? NaN) * (covariance.data[i * size + j] ?? NaN);
    bound -= (((y[n] ?? NaN) - fitted) ** 2 + spread) / (2 * noise ** 2);
  }
  return bound;
}

/** `(x, 1)` row by row. */
function extended({ rows, inputs, x }: LinearGaussian): Float64Array {
  const size = inputs + 1;
  return Float64Array.from({ length: rows * size }, (_, p) =>
    p % size === inputs ? 1 : (x[Math.floor(p / size) * inputs + (p % size)] ?? NaN),
  );
}
