import { type Tensor, add, clone, concat, dispose, div, exp, log, maximum, mul, neg, relu, reshape, sigmoid, softplus, sub, sum, tidy, zerosLike } from "@tensorflow/tfjs-core"; // prettier-ignore
import type { Module } from "@surenet/nn";
import { Rng, checkOptions, invalidOption, invalidValue, logSoftmax, wrongState } from "@surenet/tensor-backend";
import { BayesianModule } from "../layers/bayesian-module.ts";
import { type Sampling, checkSampling } from "../sampling/draw.ts";

/** What the model's outputs are: logits of classes, one logit of a label 1, or the quantity itself. */
export type PredictionTask = "multiclass" | "binary" | "regression";

export interface PredictOptions {
  /** How many networks are drawn; default 32. An ensemble has its members. */
  readonly samples?: number;
  readonly rng: Rng;
  /** Default `"multiclass"`. */
  readonly task?: PredictionTask;
  /** `"shared"` (default): a sample is one network for the whole batch, and the answer for a row does not depend on the rows beside it. */
  readonly sampling?: Sampling;
}

/** Tensors that the receiver owns. */
export interface Prediction {
  /** Mean of the drawn networks' probabilities, or outputs for a regression. */
  readonly mean: Tensor;
  /** Their variance, over the number of draws: what the networks disagree about. */
  readonly variance: Tensor;
}

export interface ClassPrediction extends Prediction {
  /** Of the mean, in nats, `[batch]`: all uncertainty. */
  readonly entropy: Tensor;
  /** Of class and network, in nats, `[batch]`: the part of the entropy that knowing the network would remove. */
  readonly mutualInformation: Tensor;
}

/**
 * What a Bayesian model predicts, and how sure it is.
 *
 * `mean = (1/S) Σ_s p_s`, `entropy = H(mean)`, `mutualInformation = H(mean) − (1/S) Σ_s H(p_s)`, with `p_s` the probabilities of the s-th drawn network. The networks are
 * drawn one after the other, so memory does not grow with their number; the first of them are the same for any number, and the same for every batch under
 * the same seed. Runs in evaluation mode; the model's mode is put back. A model of points counts as one network.
 *
 * @param x `[batch, ..]`, borrowed
 * @throws SurenetError `E_OPTION`; `E_VALUE` for an empty batch
 * @see Depeweg et al. 2018, eq. 7 and 8
 * @example const { mean, entropy } = predict(model, x, { samples: 32, rng: createRng(0) }); // mean [batch, classes]
 */
export function predict(model: Module, x: Tensor, options: PredictOptions & { readonly task: "regression" }): Prediction;
export function predict(model: Module, x: Tensor, options: PredictOptions & { readonly task?: "multiclass" | "binary" }): ClassPrediction;
export function predict(model: Module, x: Tensor, options: PredictOptions): Prediction | ClassPrediction {
  const where = "predict";
  checkOptions(where, options, ["samples", "rng", "task", "sampling"]);
  const { rng, task = "multiclass", sampling = "shared", samples = 32 } = options;
  if (!(rng instanceof Rng)) throw invalidOption({ where, option: "rng", got: rng, expected: "a stream such as createRng(0)" });
  if (task !== "multiclass" && task !== "binary" && task !== "regression")
    throw invalidOption({ where, option: "task", got: task, expected: '"multiclass", "binary" or "regression"' });
  if (!(Number.isInteger(samples) && samples >= 1))
    throw invalidOption({ where, option: "samples", got: samples, expected: "an integer, 1 or more" });
  checkSampling(where, sampling);
  if (x.size === 0) throw invalidValue({ where, problem: "the batch is empty", expected: "at least one row" });
  const { training } = model;
  model.eval();
  const sums = new Sums();
  try {
    const networks = model instanceof BayesianModule && model.stochastic ? (model.networks ?? samples) : 1;
    for (let index = 0; index < networks; index++) {
      sums.add(() => {
        const output = model instanceof BayesianModule ? model.drawn(x, { index, rng, sampling }) : model.forward(x);
        return task === "regression" ? { value: output } : classesOf(output, task);
      });
    }
    return sums.result(task);
  } finally {
    sums.dispose();
    model.train(training);
  }
}

interface Drawn {
  readonly value: Tensor;
  readonly entropy?: Tensor;
}

/** Probabilities `[batch, classes]`, or of label 1 in the logits' shape, and their entropies `[batch]`. */
function classesOf(logits: Tensor, task: "multiclass" | "binary"): Drawn {
  const logP = task === "multiclass" ? logSoftmax(logits) : bothLogs(logits);
  const value = task === "multiclass" ? exp(logP) : sigmoid(logits);
  return { value, entropy: entropyOf(exp(logP), logP) };
}

/** `log p` of label 1 and of label 0 from a single logit for each row: `[batch, 2]`. */
function bothLogs(logits: Tensor): Tensor {
  const z = reshape(logits, [-1, 1]);
  return neg(softplus(concat([neg(z), z], 1)));
}

function entropyOf(p: Tensor, logP: Tensor): Tensor {
  return neg(sum(mul(p, logP), -1));
}

/** Running mean, squared distances from it (Welford 1962), and mean entropy. */
class Sums {
  #count = 0;
  #state: { readonly mean: Tensor; readonly squares: Tensor; readonly entropy: Tensor | undefined } | undefined;

  add(draw: () => Drawn): void {
    this.#count++;
    const before = this.#state;
    const next = tidy(() => {
      const { value, entropy } = draw();
      const distance = before === undefined ? value : sub(value, before.mean);
      const mean = before === undefined ? clone(value) : add(before.mean, div(distance, this.#count));
      const squares = before === undefined ? zerosLike(value) : add(before.squares, mul(distance, sub(value, mean)));
      const total = entropy === undefined || before?.entropy === undefined ? entropy && clone(entropy) : add(before.entropy, entropy);
      return { mean, squares, ...(total && { entropy: total }) };
    });
    this.dispose();
    this.#state = { entropy: undefined, ...next };
  }

  result(task: PredictionTask): Prediction | ClassPrediction {
    const state = this.#state;
    if (state === undefined) throw wrongState({ where: "predict", problem: "nothing was drawn" });
    return tidy(() => {
      const { mean, squares, entropy } = state;
      const both = { mean: clone(mean), variance: div(squares, this.#count) };
      if (task === "regression" || entropy === undefined) return both;
      const p = task === "multiclass" ? mean : concat([reshape(mean, [-1, 1]), sub(1, reshape(mean, [-1, 1]))], 1);
      const own = entropyOf(p, log(maximum(p, SMALLEST)));
      return { ...both, entropy: own, mutualInformation: relu(sub(own, div(entropy, this.#count))) }; // the difference is >= 0 but for rounding
    });
  }

  dispose(): void {
    dispose({ ...this.#state } as Record<string, Tensor>); // dispose passes over what is undefined
    this.#state = undefined;
  }
}

const SMALLEST = 1.2e-38; // p log p is 0 there
