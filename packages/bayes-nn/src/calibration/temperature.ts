import { scalar } from "@tensorflow/tfjs-core";
import { type Module } from "@surenet/nn";
import { checkOptions, invalidOption, wrongState } from "@surenet/tensor-backend";
import { GaussianLayer } from "../layers/gaussian-layer.ts";
import type { LabelledRows } from "./labelled-rows.ts";

export interface TemperatureOptions {
  /** `"crossEntropy"` (default) for logits of classes, `"bceWithLogits"` for a single logit of label 1. */
  readonly loss?: "crossEntropy" | "bceWithLogits";
}

export interface FittedTemperature {
  readonly temperature: number;
  /** Mean negative log likelihood of the rows at it. */
  readonly nll: number;
}

const WIDEST = 10; // of log T: beyond e^10 a softmax of float32 logits is uniform or a step

/**
 * The temperature T by which logits are best divided: the minimum of the mean negative log likelihood of `softmax(logits / T)`.
 *
 * The likelihood is convex in 1/T, so its slope is bisected, in float64. At temperatures that run off (labels at odds with the logits, or perfectly in line) the
 * result is the bound, `e^10` or `e^-10`.
 *
 * Fit it on rows that trained nothing: on training rows it only says how far they were overfitted.
 *
 * @param rows logits `[rows, classes]` or binary `[rows]`, with labels
 * @throws SurenetError `E_OPTION` for another loss, or a binary one with several columns
 * @see Guo et al. 2017, section 4.2
 * @example fitTemperature(await readLabelledRows(logits, labels)) // { temperature: 1.76, nll: 0.112 }
 */
export function fitTemperature(rows: LabelledRows, options: TemperatureOptions = {}): FittedTemperature {
  const where = "fitTemperature";
  checkOptions(where, options, ["loss"]);
  const { loss = "crossEntropy" } = options;
  if (loss !== "crossEntropy" && loss !== "bceWithLogits")
    throw invalidOption({ where, option: "loss", got: loss, expected: '"crossEntropy" or "bceWithLogits"' });
  if ((loss === "bceWithLogits") !== (rows.classes === 1))
    throw invalidOption({ where, option: "loss", got: loss, expected: `a loss for ${rows.classes} columns` });
  const at = rows.classes === 1 ? binaryAt : multiclassAt;
  let [low, high] = [-WIDEST, WIDEST];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (at(rows, Math.exp(-middle)).slope > 0)
      low = middle; // 1/T is too large
    else high = middle;
  }
  const temperature = Math.exp((low + high) / 2);
  return { temperature, nll: at(rows, 1 / temperature).nll };
}

/**
 * Puts a temperature into a model's output layer: it divides the means in evaluation.
 *
 * @throws SurenetError `E_OPTION` for one that is not positive, `E_STATE` when no layer has the type `"output"`
 */
export function setTemperature(model: Module, temperature: number): void {
  const where = "setTemperature";
  if (!(temperature > 0 && temperature < Infinity))
    throw invalidOption({ where, option: "temperature", got: temperature, expected: "a positive number" });
  const buffers = model
    .namedModules()
    .flatMap(([, layer]) => (layer instanceof GaussianLayer && layer.temperature ? [layer.temperature] : []));
  const head = buffers.at(-1);
  if (head === undefined)
    throw wrongState({ where, problem: "the model has no output layer", fix: 'Make its last Gaussian layer with layerType: "output".' });
  const value = scalar(temperature);
  head.assign(value);
  value.dispose();
}

interface Likelihood {
  readonly nll: number;
  /** By the inverse temperature. */
  readonly slope: number;
}

function multiclassAt({ rows, classes, values, labels }: LabelledRows, inverse: number): Likelihood {
  let [nll, slope] = [0, 0];
  for (let i = 0; i < rows; i++) {
    const row = values.subarray(i * classes, (i + 1) * classes);
    let top = -Infinity;
    for (const value of row) top = Math.max(top, value);
    let [sum, mean] = [0, 0];
    for (const value of row) {
      const share = Math.exp((value - top) * inverse);
      sum += share;
      mean += share * value;
    }
    const own = row[labels[i] ?? 0] ?? NaN;
    nll += Math.log(sum) + (top - own) * inverse;
    slope += mean / sum - own;
  }
  return { nll: nll / rows, slope: slope / rows };
}

function binaryAt({ rows, values, labels }: LabelledRows, inverse: number): Likelihood {
  let [nll, slope] = [0, 0];
  for (let i = 0; i < rows; i++) {
    const [value = NaN, y = 0] = [values[i], labels[i]];
    const z = value * inverse;
    nll += Math.max(z, 0) - y * z + Math.log1p(Math.exp(-Math.abs(z)));
    slope += (1 / (1 + Math.exp(-z)) - y) * value;
  }
  return { nll: nll / rows, slope: slope / rows };
}
