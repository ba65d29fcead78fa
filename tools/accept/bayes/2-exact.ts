import { type Tensor, eye, mean, mul, squaredDifference, tensor, tidy } from "@tensorflow/tfjs-core";
import { MSELossVR, VariationalFreeEnergy } from "@surenet/bayes-losses";
import { type CovarianceSpec, GaussianLinear, Ivon, LastLayerLaplace, Sequential, intervalCoverage } from "@surenet/bayes-nn";
import { Adam, Linear } from "@surenet/nn";
import { createRng, initBackend } from "@surenet/tensor-backend";
import type { Acceptance, Report } from "../acceptance.ts";
import { descend } from "./descend.ts";
import { type ClosedForm, type LinearGaussian, closedForm, evidenceLowerBound, linearGaussian } from "./linear-gaussian.ts";

const NOISE = 0.6;

/** Where the answer is known in closed form, everything must find it. */
export const exactAnswers: Acceptance = {
  id: "bayes/2",
  about: "Bayesian linear regression: evidence, posterior, best mean field, coverage, Laplace and IVON against the closed form",
  async run(report) {
    await initBackend({ prefer: ["wasm"] });
    const data = linearGaussian(100, { noise: NOISE, seed: 11 });
    const exact = closedForm(data);
    report.note(
      `log Z ${exact.logEvidence.toFixed(4)}, best mean-field bound ${exact.meanFieldElbo.toFixed(4)}, gap ${(exact.logEvidence - exact.meanFieldElbo).toFixed(5)}`,
    );
    const field = variational(data, { kind: "diagonal", scale: 0.1 });
    report.atMost("mean field: |ELBO - closed form|", Math.abs(field.elbo - exact.meanFieldElbo), 1e-4);
    report.atMost("mean field: largest error of a mean", largest(field.mean, exact.mean), 1e-4);
    const independent = exact.mean.map((_, i) => 1 / (exact.precision.data[i * (exact.mean.length + 1)] ?? NaN));
    report.atMost("mean field: largest error of a variance", largest(diagonalOf(field.covariance), independent), 1e-4);
    const full = variational(data, { kind: "factorized", scale: 0.1 });
    report.atMost("full covariance: |ELBO - log Z|", Math.abs(full.elbo - exact.logEvidence), 1e-4);
    report.atMost("full covariance: largest error of the posterior's mean", largest(full.mean, exact.mean), 1e-4);
    report.atMost("full covariance: largest error of its covariance", largest(full.covariance, exact.covariance.data), 1e-4);
    laplace(report, data, exact);
    coverage(report, data, exact);
    ivon(report, data, { exact, independent });
  },
};

/** Variational inference with the closed-form loss, which has no noise, and the bound that it reaches, evaluated in float64. */
function variational(data: LinearGaussian, covariance: CovarianceSpec): { mean: Float64Array; covariance: Float64Array; elbo: number } {
  const head = new GaussianLinear(data.inputs, 1, { rng: createRng(1), covariance, layerType: "output" });
  const model = new Sequential([head], { features: true });
  const [x, y] = tensorsOf(data);
  const loss = new VariationalFreeEnergy({ nll: new MSELossVR(), reduction: "sum", klWeight: 2 * data.noise ** 2 }); // the bound times 2σ²
  descend(model, new Adam({ learningRate: 0.03 }), { steps: 4000, loss: () => loss.forward(model.forward(x), y, model) });
  const result = posteriorOf(head);
  const size = result.mean.length;
  const bound = evidenceLowerBound(data, { mean: result.mean, covariance: { rows: size, columns: size, data: result.covariance } });
  for (const owned of [x, y, model]) owned.dispose();
  return { ...result, elbo: bound };
}

function tensorsOf(data: LinearGaussian): [Tensor, Tensor] {
  return [tensor(data.x, [data.rows, data.inputs]), tensor(data.y, [data.rows, 1])];
}

/** Means and covariance of weights and bias (last) of a layer with one output. */
function posteriorOf(layer: GaussianLinear): { mean: Float64Array; covariance: Float64Array } {
  const { mean: means, covariance } = layer.gaussian;
  const parts = [means.weight.value, ...(means.bias ? [means.bias.value] : [])];
  const rank = covariance?.rank ?? 0;
  const [weight, bias] = tidy(() => {
    const moved = layer.gaussian.deviation({ eps: eye(rank) as Tensor }); // the columns of S
    return [moved.weight.arraySync() as number[][][], moved.bias?.arraySync() as number[][] | undefined];
  });
  const columns = weight.map((column, k) => [...column.flat(), ...(bias?.[k] ?? [])]);
  const size = columns[0]?.length ?? 0;
  const full = Float64Array.from({ length: size * size }, (_, p) =>
    columns.reduce((sum, c) => sum + (c[Math.floor(p / size)] ?? NaN) * (c[p % size] ?? NaN), 0),
  );
  return { mean: Float64Array.from(parts.flatMap((part) => [...part.dataSync()])), covariance: full };
}

/** The curvature at the mode is the exact precision of a linear model with Gaussian noise. */
function laplace(report: Report, data: LinearGaussian, exact: ClosedForm): void {
  const weight = exact.mean.slice(0, -1);
  const bias = exact.mean.slice(-1);
  const fitted = new LastLayerLaplace(
    { features: data.x, rows: data.rows, weight, bias },
    { priorPrecision: 1, likelihood: "regression", noise: data.noise },
  );
  report.atMost("Laplace: largest error of the covariance", largest(fitted.covariance.data, exact.covariance.data), 1e-12);
  const { mean: means } = fitted.moments(data.x, data.rows);
  const squares = data.y.reduce((sum, y, n) => sum + (y - (means[n] ?? NaN)) ** 2, 0);
  const logLikelihood = -0.5 * (data.rows * Math.log(2 * Math.PI * data.noise ** 2) + squares / data.noise ** 2);
  report.atMost("Laplace: |evidence - log Z|", Math.abs(fitted.logEvidence(logLikelihood) - exact.logEvidence), 1e-9);
}

/** Intervals of the posterior predictive on new data; with half the noise they must be found too narrow. */
function coverage(report: Report, { inputs }: LinearGaussian, exact: ClosedForm): void {
  const fresh = linearGaussian(4000, { noise: NOISE, seed: 12 });
  const size = inputs + 1;
  const predictive = (noise: number): { mean: Float64Array; std: Float64Array } => {
    const rows = Array.from({ length: fresh.rows }, (_, n) => [...fresh.x.subarray(n * inputs, (n + 1) * inputs), 1]);
    const variance = (row: number[]): number => row.reduce((sum, a, i) => sum + row.reduce((inner, b, j) => inner + a * b * (exact.covariance.data[i * size + j] ?? NaN), 0), 0); // prettier-ignore
    return {
      mean: Float64Array.from(rows, (row) => row.reduce((sum, value, i) => sum + value * (exact.mean[i] ?? NaN), 0)),
      std: Float64Array.from(rows, (row) => Math.sqrt(variance(row) + noise ** 2)),
    };
  };
  const { covered, standardError } = intervalCoverage(predictive(NOISE), fresh.y, { level: 0.9 });
  report.atMost(
    `coverage of the 90% interval (${(100 * covered).toFixed(2)}%), in standard errors from 90%`,
    Math.abs(covered - 0.9) / standardError,
    3,
  );
  const wrong = intervalCoverage(predictive(NOISE / 2), fresh.y, { level: 0.9 });
  report.atLeast(
    `with half the noise (${(100 * wrong.covered).toFixed(2)}%), in standard errors from 90%`,
    Math.abs(wrong.covered - 0.9) / wrong.standardError,
    3,
  );
}

/** IVON knows independent Gaussians, so the mean-field optimum is where it must end, up to the noise of its single draws. */
function ivon(
  report: Report,
  data: LinearGaussian,
  { exact, independent }: { readonly exact: ClosedForm; readonly independent: Float64Array },
): void {
  const model = new Linear(data.inputs, 1, { rng: createRng(2) });
  const [x, y] = tensorsOf(data);
  const options = { datasetSize: data.rows, rng: createRng(3), weightDecay: 1 / data.rows, beta2: 0.9998, initialCurvature: 1 };
  const optimizer = new Ivon({ learningRate: 0.1, ...options });
  descend(model, optimizer, { steps: 30_000, loss: () => mul(mean(squaredDifference(model.forward(x), y)), 0.5 / data.noise ** 2) });
  const posterior = optimizer.posterior(model);
  const read = (what: "mean" | "deviation"): number[] =>
    ["weight", "bias"].flatMap((name) => [...(posterior[name]?.[what].dataSync() ?? [])]);
  const variances = read("deviation").map((deviation) => deviation ** 2);
  report.atMost("IVON: largest error of a mean", largest(read("mean"), exact.mean), 0.02);
  report.atMost("IVON: largest error of a variance, relative", largest(variances.map((v, i) => v / (independent[i] ?? NaN)), independent.map(() => 1)), 0.06); // prettier-ignore
}

function largest(got: ArrayLike<number>, want: ArrayLike<number>): number {
  return Math.max(...Array.from(want, (value, i) => Math.abs((got[i] ?? NaN) - value)));
}

function diagonalOf(covariance: Float64Array): Float64Array {
  const size = Math.sqrt(covariance.length);
  return Float64Array.from({ length: size }, (_, i) => covariance[i * (size + 1)] ?? NaN);
}
