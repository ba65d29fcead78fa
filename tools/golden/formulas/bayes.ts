import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

/** The focal loss with `p_t` the probability of the class, and class weights beside it: `w_y (1 - p_t)^γ · -log p_t`. */
export function focalOfTheClass({ inputs, params }: GoldenCase): Record<string, StoredTensor> {
  const { pred, target, weight } = inputs;
  if (pred === undefined || target === undefined || weight === undefined) throw new Error("the case lacks an input of the formula");
  const [logits, labels, weights] = [numbers(pred), numbers(target), numbers(weight)];
  const classes = pred.shape.at(-1) ?? 1;
  const gamma = Number(params["gamma"]);
  const rows = logits.length / classes;
  const label = (row: number): number => labels[row % labels.length] ?? 0;
  const factors = Float64Array.from({ length: rows }, (_, row) => weights[label(row)] ?? NaN);
  const divisor = params["reduction"] === "mean" ? factors.reduce((sum, value) => sum + value, 0) : 1;
  const losses: number[] = [];
  const gradient: number[] = [];
  factors.forEach((w, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    const top = Math.max(...own);
    const total = own.reduce((sum, x) => sum + Math.exp(x - top), 0);
    const cross = Math.log(total) + top - (own[label(row)] ?? NaN);
    const missed = -Math.expm1(-cross);
    losses.push(w * missed ** gamma * cross);
    const slope = w * (gamma * missed ** (gamma - 1) * Math.exp(-cross) * cross + missed ** gamma);
    own.forEach((x, c) => gradient.push((slope * (Math.exp(x - top) / total - Number(c === label(row)))) / divisor));
  });
  const loss = params["reduction"] === "none" ? { shape: pred.shape.slice(0, -1), data: losses } : { shape: [], data: [losses.reduce((a, b) => a + b, 0) / divisor] }; // prettier-ignore
  return { loss, "grad.pred": { shape: pred.shape, data: gradient } };
}

/** Rows of the identity, repeated over bias and weight, each times the initial scale of its parameter under MaximalUpdate in a hidden layer. */
export function identityFactor({ params, expect }: GoldenCase): Record<string, StoredTensor> {
  const [features, outputs] = [Number(params["inFeatures"]), Number(params["outFeatures"])];
  const rank = Number(expect["effectiveRank"]?.data[0]);
  const row = (place: number, scale: number): number[] => Array.from({ length: rank }, (_, k) => (place % rank === k ? scale : 0));
  const bias = Array.from({ length: outputs }, (_, o) => row(o, 1));
  // our weight is [in, out], so that the place of (in i, out o) is outputs + i · outputs + o; the vectors' is [out, in]
  const weight = Array.from({ length: outputs * features }, (_, p) => {
    const [o, i] = [Math.floor(p / features), p % features];
    return row(outputs + i * outputs + o, features ** -0.5);
  });
  const all = [...bias, ...weight];
  const dense = all.flatMap((left) => all.map((right) => left.reduce((sum, value, k) => sum + value * (right[k] ?? NaN), 0)));
  return {
    "cov.factor.bias": { shape: [outputs, rank], data: bias.flat() },
    "cov.factor.weight": { shape: [outputs, features, rank], data: weight.flat() },
    dense: { shape: [all.length, all.length], data: dense },
  };
}

/** The temperature of least likelihood loss within e^±10, by golden section over its logarithm, for a perceptron of points. */
export function leastTemperature({ inputs, params }: GoldenCase): Record<string, StoredTensor> {
  const get = (name: string): Float64Array => numbers(inputs[name] ?? { shape: [], data: [] });
  const [labels, binary] = [get("y"), typeof params["outSize"] !== "number"];
  const hidden = affine(get("x"), get("p.0.params.weight"), get("p.0.params.bias")).map((value) => Math.max(0, value));
  const logits = affine(hidden, get("p.2.params.weight"), get("p.2.params.bias"));
  const classes = logits.length / labels.length;
  const nll = (logTemperature: number): number => {
    const rows = Array.from(labels, (label, i) => {
      const own = logits.slice(i * classes, (i + 1) * classes).map((x) => x * Math.exp(-logTemperature));
      const all = binary ? Float64Array.of(0, own[0] ?? NaN) : own;
      const top = Math.max(...all);
      return Math.log(all.reduce((sum, x) => sum + Math.exp(x - top), 0)) + top - (all[label] ?? NaN);
    });
    return rows.reduce((sum, value) => sum + value, 0) / rows.length;
  };
  const inner = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [-10, 10];
  for (let i = 0; i < 80; i++) {
    const [left, right] = [high - inner * (high - low), low + inner * (high - low)];
    if (nll(left) <= nll(right)) high = right;
    else low = left;
  }
  const at = (low + high) / 2;
  return { temperature: { shape: [1], data: [Math.exp(at)] }, nllAfter: { shape: [], data: [nll(at)] } };
}

/** `x Wᵀ + b` row by row, W with its outputs first. */
function affine(x: Float64Array, weight: Float64Array, bias: Float64Array): Float64Array {
  const outputs = bias.length;
  const features = weight.length / outputs;
  return Float64Array.from({ length: (x.length / features) * outputs }, (_, place) => {
    const [row, o] = [Math.floor(place / outputs), place % outputs];
    let sum = bias[o] ?? NaN;
    for (let i = 0; i < features; i++) sum += (x[row * features + i] ?? NaN) * (weight[o * features + i] ?? NaN);
    return sum;
  });
}
