import { type Tensor, add, concat, grad, max, mean, mul, sign, tidy } from "@tensorflow/tfjs-core";
import { type Rng, checkOptions, invalidOption, invalidValue } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { jacobianNorm } from "./jacobian-norm.ts";
import { ratios } from "./ratio.ts";

export type LipEvaluation = "jacobian_norm" | "noise_norm" | "attack";

export interface EvaluateLipConstOptions {
  /** How to look for a large slope; `"all"` or a list gives the largest found. */
  readonly evaluationType?: LipEvaluation | "all" | readonly LipEvaluation[];
  /** Each index of the last output axis counts as a function of its own. */
  readonly disjointNeurons?: boolean;
  /** Shape of a random batch, where x is null. */
  readonly inputShape?: readonly number[];
  /** Fail when more than this is found. */
  readonly expectedValue?: number;
  /** Source of the random batch and moves; all but `jacobian_norm` of a given batch need it. */
  readonly rng?: Pick<Rng, "normal" | "uniform">;
  /** noise_norm: how many moves are tried. */
  readonly numNoisySamples?: number;
  /** noise_norm: length scale of the moves. */
  readonly epsilonNoise?: number;
  /** attack: steps, their size, and whether to attack again from where the first one ended. */
  readonly numIterations?: number;
  readonly stepSize?: number;
  readonly doubleAttack?: boolean;
}

/**
 * A lower bound of a model's Lipschitz constant, found by looking at some points: a check of a promise, never a certificate (that is `lipschitzBound`).
 *
 * `jacobian_norm`: the largest singular value of the Jacobian at a sample. `noise_norm`: the largest `‖f(x + d) - f(x)‖ / ‖d‖` over random moves
 * `d = epsilonNoise · normal · uniform`. `attack`: the same ratio, d moved by the sign of its gradient. The model runs in evaluation mode.
 *
 * @param x `[N, ...]`, borrowed; or null with `inputShape`
 * @throws SurenetError `E_OPTION`; `E_VALUE` when `expectedValue` is exceeded or the result is no number
 * @example await evaluateLipConst(model, x) // 1.4142 for y = x · [[1], [1]]
 */
export async function evaluateLipConst(model: Module, x: Tensor | null, options: EvaluateLipConstOptions = {}): Promise<number> {
  const { types, ...search } = readOptions(x, options);
  const points = x === null ? search.rng().normal(options.inputShape ?? []) : x;
  const { training } = model;
  model.eval();
  try {
    let largest = 0;
    for (const type of types) {
      const found = await evaluations[type](model, points, search);
      if (Number.isNaN(found))
        throw invalidValue({ where, problem: `${type} is not a number`, expected: "finite outputs and moves that are not zero" });
      largest = Math.max(largest, found);
    }
    if (largest > search.expectedValue)
      throw invalidValue({
        where,
        problem: "the Lipschitz constant is larger than expected",
        expected: `at most ${search.expectedValue}`,
        got: largest,
      });
    return largest;
  } finally {
    model.train(training);
    if (x === null) points.dispose();
  }
}

const where = "evaluateLipConst";

interface Search {
  readonly disjointNeurons: boolean;
  readonly expectedValue: number;
  readonly numNoisySamples: number;
  readonly epsilonNoise: number;
  readonly numIterations: number;
  readonly stepSize: number;
  readonly doubleAttack: boolean;
  rng(): Pick<Rng, "normal" | "uniform">;
}

const evaluations: Readonly<Record<LipEvaluation, (model: Module, x: Tensor, search: Search) => Promise<number>>> = {
  jacobian_norm: jacobianNorm,
  noise_norm: noiseNorm,
  attack,
};

async function noiseNorm(model: Module, x: Tensor, search: Search): Promise<number> {
  let largest = 0;
  for (let draw = 0; draw < search.numNoisySamples; draw++) {
    const found = tidy(() => {
      const move = randomMove(x, search.epsilonNoise, search);
      return max(ratios(model.forward(x), model.forward(add(x, move)), move, search));
    });
    largest = Math.max(largest, await read(found));
  }
  return largest;
}

async function attack(model: Module, x: Tensor, search: Search): Promise<number> {
  const [first, move] = climb(model, x, search);
  const found = search.doubleAttack ? tidy(() => concat([first, climb(model, add(x, move), search)[0]])) : first;
  const largest = await read(tidy(() => max(found)));
  for (const t of new Set([first, move, found])) t.dispose();
  return largest;
}

/** The ratio of each sample at the end of the ascent, and the move that gives it; owned by the caller. */
function climb(model: Module, x: Tensor, search: Search): [ratio: Tensor, move: Tensor] {
  return tidy(() => {
    const reference = model.forward(x);
    const ratioOf = (move: Tensor): Tensor => ratios(reference, model.forward(add(x, move)), move, search);
    const slope = grad((move: Tensor) => mean(ratioOf(move)));
    let move = randomMove(x, 1, search);
    for (let step = 0; step < search.numIterations; step++) {
      const next = tidy(() => add(move, mul(sign(slope(move)), search.stepSize)));
      move.dispose();
      move = next;
    }
    return [ratioOf(move), move];
  });
}

function randomMove(x: Tensor, scale: number, search: Search): Tensor {
  const rng = search.rng();
  return tidy(() => mul(mul(rng.normal(x.shape), rng.uniform([1])), scale));
}

async function read(scalar: Tensor): Promise<number> {
  const [value = NaN] = await scalar.data();
  scalar.dispose();
  return value;
}

function readOptions(x: Tensor | null, options: EvaluateLipConstOptions): Search & { readonly types: readonly LipEvaluation[] } {
  checkOptions(where, options, OPTIONS);
  const { evaluationType = "jacobian_norm", rng, inputShape, expectedValue = Infinity } = options;
  const {
    numNoisySamples = 10,
    epsilonNoise = 1,
    numIterations = 100,
    stepSize = 1e-2,
    doubleAttack = false,
    disjointNeurons = false,
  } = options;
  const types = evaluationType === "all" ? (Object.keys(evaluations) as LipEvaluation[]) : [evaluationType].flat();
  const unknown = types.find((type) => !(type in evaluations));
  if (unknown !== undefined || types.length === 0)
    throw invalidOption({
      where,
      option: "evaluationType",
      got: unknown,
      expected: `"all" or some of ${Object.keys(evaluations).join(", ")}`,
    });
  if (x === null && inputShape === undefined)
    throw invalidOption({ where, option: "inputShape", got: inputShape, expected: "a shape, because x is null" });
  for (const [option, value] of Object.entries({ numNoisySamples, epsilonNoise, numIterations, stepSize })) {
    if (!(value > 0 && value < Infinity)) throw invalidOption({ where, option, got: value, expected: "a positive number" });
  }
  const source = (): Pick<Rng, "normal" | "uniform"> => {
    if (rng !== undefined) return rng;
    throw invalidOption({ where, option: "rng", got: rng, expected: "a source of random numbers, such as createRng(0)" });
  };
  return { types, disjointNeurons, expectedValue, numNoisySamples, epsilonNoise, numIterations, stepSize, doubleAttack, rng: source };
}

const OPTIONS = [
  "evaluationType", "disjointNeurons", "inputShape", "expectedValue", "rng", "numNoisySamples", "epsilonNoise", "numIterations", "stepSize", "doubleAttack",
]; // prettier-ignore
