import { type Tensor, max, mean, min, stack, sum, tensor, unstack } from "@tensorflow/tfjs-core";
import * as spiking from "@surenet/spiking";
import { Parameter } from "@surenet/nn";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";

export function dimReduction(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const x = golden.input("data");
  const ignoreNan = String(p["fn"]).startsWith("nan");
  const along = { axis: p["dim"] as number | number[], keepDims: p["keepdim"] === true, ignoreNan };
  const reductions: Readonly<Record<string, () => Tensor>> = {
    sum: () => (ignoreNan ? spiking.total(x, along) : sum(x, along.axis, along.keepDims)),
    mean: () => (ignoreNan ? spiking.average(x, along) : mean(x, along.axis, along.keepDims)),
    min: () => min(x, along.axis, along.keepDims),
    max: () => max(x, along.axis, along.keepDims),
    divsum: () => spiking.totalOver(x, { ...along, denominator: Number(p["denom"]) }),
    absmin: () => spiking.absMin(x, along),
    absmax: () => spiking.absMax(x, along),
    quantile: () => spiking.quantile(x, { ...along, q: Number(p["q"]) }),
    median: () => spiking.median(x, along),
    geomean: () => spiking.geometricMean(x, along),
  };
  return { out: known(reductions, String(p["fn"]).replace(/^nan/, ""))() };
}

export function math(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const axis = typeof p["dim"] === "number" ? { axis: p["dim"] } : {};
  switch (p["fn"]) {
    case "normalize":
      return { out: spiking.normalise(golden.input("data"), { order: Number(p["order"]), scale: Number(p["scale"]), epsilon: Number(p["epsilon"]), ...axis }) }; // prettier-ignore
    case "rescale": {
      const from = typeof p["srcmin"] === "number" ? { from: [p["srcmin"], Number(p["srcmax"])] as const } : {};
      return { out: spiking.rescale(golden.input("data"), { low: Number(p["resmin"]), high: Number(p["resmax"]), ...from, ...axis }) };
    }
    case "exponential_smoothing": {
      const levels: Tensor[] = [];
      for (const x of unstack(golden.input("observations"))) levels.push(spiking.exponentialSmoothing(x, levels.at(-1), { alpha: Number(p["alpha"]) })); // prettier-ignore
      return { level: stack(levels) };
    }
    case "holt_linear_smoothing": {
      const options = { alpha: Number(p["alpha"]), beta: Number(p["beta"]) };
      const states: spiking.Trend[] = [];
      for (const x of unstack(golden.input("observations"))) states.push(spiking.holtSmoothing(x, states.at(-1), options));
      const none = tensor(new Float32Array(states[0]?.level.size ?? 0).fill(NaN));
      return { level: stack(states.map(({ level }) => level)), trend: stack(states.map(({ trend = none }) => trend)) };
    }
    default:
      throw new Error(`there is no function ${String(p["fn"])}`);
  }
}

export function metrics(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  if (p["fn"] === "isi") return { isi: spiking.isi(golden.input("spikes"), { dtMs: Number(p["stepTime"]), timeFirst: p["timeFirst"] === true }) }; // prettier-ignore
  const [first, second] = [golden.input("t0").dataSync(), golden.input("t1").dataSync()];
  const costs = golden.has("cost") ? Array.from(golden.input("cost").dataSync()) : [Number(p["cost"])];
  return { dist: tensor(costs.map((cost) => spiking.victorPurpuraDistance(first, second, cost))) };
}

export function stats(golden: CaseReader): Record<string, Got> {
  const list = (name: string): number[] => Array.from(golden.input(name).dataSync());
  const name = String(golden.allParams()["distribution"]);
  const support = list("support");
  const isPoisson = name === "Poisson";
  const [first, second] = isPoisson ? [list("rate"), []] : [list("loc"), list("scale")];
  const make = { Poisson: spiking.poisson, Normal: spiking.gaussian, LogNormal: spiking.logNormal }[name];
  if (make === undefined) throw new Error(`there is no distribution ${name}`);
  const all = support.map((x, i) => ({ x, d: make(first[i] ?? NaN, second[i] ?? NaN) }));
  const density = isPoisson ? "pmf" : "pdf";
  const shared = {
    [density]: tensor(all.map(({ x, d }) => d.density(x))),
    [`log${density}`]: tensor(all.map(({ x, d }) => d.logDensity(x))),
    cdf: tensor(all.map(({ x, d }) => d.cumulative(x))),
    logcdf: tensor(all.map(({ x, d }) => d.logCumulative(x))),
    mean: tensor(all.map(({ d }) => d.mean)),
    variance: tensor(all.map(({ d }) => d.variance)),
  };
  if (isPoisson) return shared;
  if (name === "Normal") return { ...shared, "mv.loc": tensor(first), "mv.scale": tensor(second.map(Math.sqrt)) };
  const fitted = support.map((mean, i) => spiking.logNormalParameters({ mean, variance: second[i] ?? NaN }));
  return { ...shared, "mv.loc": tensor(fitted.map(({ location }) => location)), "mv.scale": tensor(fitted.map(({ scale }) => scale)) };
}

/** What the reference's hooks do to a weight after a step. */
export function hooks(golden: CaseReader): Record<string, Got> {
  const p = golden.allParams();
  const weight = new Parameter(golden.input("w"));
  if (p["hook"] === "Normalization")
    spiking.normaliseWeights(weight, { order: Number(p["order"]), scale: Number(p["scale"]), axis: Number(p["dim"]) }); // prettier-ignore
  else {
    const { min: minimum, max: maximum } = p as { min: number | null; max: number | null };
    spiking.clampWeights(weight, { ...(minimum === null ? {} : { minimum }), ...(maximum === null ? {} : { maximum }) });
  }
  return { w: weight.variable };
}

function known<T>(table: Readonly<Record<string, T>>, name: string): T {
  const found = table[name];
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
}
