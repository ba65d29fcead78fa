import type { Tensor } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { spearmanRho } from "./spearman-rho.ts";

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
const SHORTEST = 1e-6; // what an error is divided by is at least this

/**
 * Figures of Gaussian answers: `nll`, `nrmse = ‖μ − y‖ / max(‖y‖, 1e-6)`, and `s_rho`, Spearman's correlation averaged over the outputs.
 *
 * @param answers `[batch, out]` each, borrowed
 * @param targets `[batch, out]`
 */
export async function regressionFigures(
  { loc, scale }: { readonly loc: Tensor; readonly scale: Tensor },
  targets: Tensor,
): Promise<Record<string, number>> {
  // prettier-ignore
  const [mu, sigma, y] = await Promise.all([loc.data(), scale.data(), targets.data()]);
  if (mu.length !== y.length)
    throw shapeMismatch({ where: "regressionFigures", expected: `targets [${loc.shape.join(", ")}]`, got: targets.shape });
  let [nll, errors, squares] = [0, 0, 0];
  for (let i = 0; i < y.length; i++) {
    nll += gaussianNll(mu[i] ?? NaN, sigma[i] ?? NaN, y[i] ?? NaN);
    errors += ((mu[i] ?? NaN) - (y[i] ?? NaN)) ** 2;
    squares += (y[i] ?? NaN) ** 2;
  }
  const nrmse = Math.sqrt(errors) / Math.max(Math.sqrt(squares), SHORTEST);
  return { nll: nll / y.length, nrmse, s_rho: spearmanRho(mu, y, loc.shape.at(-1) ?? 1) };
}

/**
 * Figures of plain answers: `rmse`, `r2 = 1 − Σ(μ − y)² / Σ(y − ȳ)²`, and `s_rho`.
 *
 * @param loc `[batch, out]`, borrowed, as are the targets
 */
export async function pointFigures(loc: Tensor, targets: Tensor): Promise<Record<string, number>> {
  const [mu, y] = await Promise.all([loc.data(), targets.data()]);
  if (mu.length !== y.length)
    throw shapeMismatch({ where: "pointFigures", expected: `targets [${loc.shape.join(", ")}]`, got: targets.shape });
  const centre = sumOf(y.length, (i) => y[i] ?? NaN) / y.length;
  const errors = sumOf(y.length, (i) => ((mu[i] ?? NaN) - (y[i] ?? NaN)) ** 2);
  const r2 = 1 - errors / sumOf(y.length, (i) => ((y[i] ?? NaN) - centre) ** 2);
  return { rmse: Math.sqrt(errors / y.length), r2, s_rho: spearmanRho(mu, y, loc.shape.at(-1) ?? 1) };
}

/**
 * Figures of an ensemble: `nll` of the members, and of their mean `rmse`, `mae`, `s_rho` and `nrmse`, whose errors are divided by the length of a sample's `|y| + |μ|`.
 *
 * @param answers `[members, batch, out]` each, borrowed
 * @param targets `[batch, out]`
 */
export async function ensembleRegressionFigures(
  { loc, scale }: { readonly loc: Tensor; readonly scale: Tensor },
  targets: Tensor,
): Promise<Record<string, number>> {
  // prettier-ignore
  const [all, deviations, y] = await Promise.all([loc.data(), scale.data(), targets.data()]);
  const [members = 0, , out = 1] = loc.shape;
  const count = y.length;
  if (all.length !== members * count) throw shapeMismatch({ where: "ensembleRegressionFigures", expected: `targets [${loc.shape.slice(1).join(", ")}]`, got: targets.shape }); // prettier-ignore
  const centre = Float64Array.from({ length: count }, (_, i) => sumOf(members, (e) => all[e * count + i] ?? NaN) / members);
  const difference = centre.map((value, i) => (y[i] ?? NaN) - value);
  const lengths = Float64Array.from({ length: count / out }, (_, row) =>
    Math.max(
      SHORTEST,
      Math.hypot(...Array.from({ length: out }, (__, c) => Math.abs(y[row * out + c] ?? NaN) + Math.abs(centre[row * out + c] ?? NaN))),
    ),
  );
  const mean = (f: (i: number) => number): number => sumOf(count, f) / count;
  return {
    nll: sumOf(all.length, (i) => gaussianNll(all[i] ?? NaN, deviations[i] ?? NaN, y[i % count] ?? NaN)) / all.length,
    rmse: Math.sqrt(mean((i) => (difference[i] ?? NaN) ** 2)),
    mae: mean((i) => Math.abs(difference[i] ?? NaN)),
    nrmse: Math.sqrt(mean((i) => ((difference[i] ?? NaN) / (lengths[Math.floor(i / out)] ?? NaN)) ** 2)),
    s_rho: spearmanRho(centre, y, out),
    avg_pred_st_dev: sumOf(deviations.length, (i) => deviations[i] ?? NaN) / deviations.length,
    avg_pred_mean: sumOf(all.length, (i) => all[i] ?? NaN) / all.length,
  };
}

function gaussianNll(mu: number, sigma: number, y: number): number {
  return 0.5 * ((y - mu) / sigma) ** 2 + Math.log(sigma) + HALF_LOG_TWO_PI;
}

function sumOf(count: number, f: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += f(i);
  return total;
}
