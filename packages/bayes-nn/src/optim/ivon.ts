import { type Tensor, add, addN, div, fill, mul, sqrt, square, sub, tidy } from "@tensorflow/tfjs-core";
import { type JsonObject, type Module, Optimizer, type OptimizerOptions, type Parameter, type RuleState, type RuleStep } from "@surenet/nn";
import { Rng, checkOptions, invalidOption, wrongState } from "@surenet/tensor-backend";
import { gaussianNoise } from "../sampling/gaussian-noise.ts";

export interface IvonOptions extends OptimizerOptions {
  /** Examples in the training data, when the loss is a mean over a batch: λ, by which the posterior narrows. */
  readonly datasetSize: number;
  readonly rng: Rng;
  /** Memory of the gradient. */
  readonly beta1?: number;
  /** Memory of the curvature; near 1, because one sample says little about it. */
  readonly beta2?: number;
  /** δ: the prior's precision over `datasetSize`, so `N(0, 1/(λδ))`. */
  readonly weightDecay?: number;
  /** The curvature h that it starts from: the first standard deviations are `1/√(λ(h + δ))`. */
  readonly initialCurvature?: number;
}

/** A mean with its standard deviation: tensors that the receiver owns. */
export interface IvonPosterior {
  readonly mean: Tensor;
  readonly deviation: Tensor;
}

/**
 * The improved variational online Newton method: trains a plain network and, at the cost of Adam, a Gaussian over its weights.
 *
 * Every step draws the weights, `θ = m + σ ε` with `σ² = 1/(λ(h + δ))`, takes the gradient ĝ of the mean loss there, and moves
 * `g ← β₁g + (1−β₁)ĝ`, `ĥ = ĝ (θ − m)/σ²`, `h ← β₂h + (1−β₂)ĥ + ½(1−β₂)²(h − ĥ)²/(h + δ)`, `m ← m − η (g/(1−β₁ᵗ) + δm)/(h + δ)`.
 *
 * Between steps the model's parameters are the draw that the next gradient is taken at, so any training loop works; `settle` puts the means in place when it is
 * done. A step is exact on resume: the draws depend on the stream and the number of the step alone.
 *
 * @throws SurenetError `E_OPTION`; `E_STATE` from `settle` and `posterior` before a step
 * @see Shen et al. 2024, "Variational learning is effective for large deep networks", algorithm 1
 * @example
 * const optimizer = new Ivon({ learningRate: 0.1, datasetSize: 8000, rng, weightDecay: 1e-4 });
 * await fit(model, { data, loss: crossEntropy, epochs: 20, rng, optimizer });
 * optimizer.settle(model);
 * const bayesian = toBayesian(model, { rng, posterior: optimizer.posterior(model) }); // to predict with, by drawing
 */
export class Ivon extends Optimizer {
  readonly rule = "Ivon";
  readonly datasetSize: number;
  readonly rng: Rng;
  readonly beta1: number;
  readonly beta2: number;
  readonly weightDecay: number;
  readonly initialCurvature: number;
  #place = 0;

  constructor(options: IvonOptions) {
    const where = "Ivon";
    checkOptions(where, options, ["learningRate", "groups", "datasetSize", "rng", "beta1", "beta2", "weightDecay", "initialCurvature"]);
    super({ learningRate: 0.1, ...options });
    const { datasetSize, rng, beta1 = 0.9, beta2 = 0.99999, weightDecay = 1e-4, initialCurvature = 0.1 } = options;
    const within = (option: string, value: number, ok: boolean, expected: string): number => {
      if (!ok) throw invalidOption({ where, option, got: value, expected });
      return value;
    };
    if (!(rng instanceof Rng)) throw invalidOption({ where, option: "rng", got: rng, expected: "a stream such as createRng(0)" });
    this.rng = rng;
    this.datasetSize = within("datasetSize", datasetSize, datasetSize > 0 && datasetSize < Infinity, "the number of training examples");
    this.beta1 = within("beta1", beta1, beta1 >= 0 && beta1 < 1, "a number in [0, 1)");
    this.beta2 = within("beta2", beta2, beta2 >= 0 && beta2 < 1, "a number in [0, 1)");
    this.weightDecay = within(
      "weightDecay",
      weightDecay,
      weightDecay > 0 && weightDecay < Infinity,
      "a positive number: without a prior there is no posterior",
    );
    this.initialCurvature = within(
      "initialCurvature",
      initialCurvature,
      initialCurvature > 0 && initialCurvature < Infinity,
      "a positive number",
    );
  }

  config(): JsonObject {
    const { learningRate, datasetSize, beta1, beta2, weightDecay, initialCurvature } = this;
    return { rule: this.rule, learningRate, datasetSize, beta1, beta2, weightDecay, initialCurvature };
  }

  override step(...step: Parameters<Optimizer["step"]>): void {
    this.#place = 0; // of the parameter within the step, by which its noise differs from the others'
    super.step(...step);
  }

  protected initialState(parameter: Tensor): RuleState {
    const zeros = mul(parameter, 0);
    return { mean: add(parameter, 0), momentum: zeros, curvature: add(zeros, this.initialCurvature) };
  }

  protected update({ parameter, gradient, state, learningRate, count }: RuleStep): { parameter: Tensor; state: RuleState } {
    const { beta1, beta2, weightDecay: delta, datasetSize: lambda } = this;
    const { mean = parameter, momentum: before = gradient, curvature: h = gradient } = state;
    const shifted = add(h, delta);
    const seen = mul(mul(gradient, sub(parameter, mean)), mul(shifted, lambda)); // ĝ (θ − m)/σ²
    const momentum = add(mul(before, beta1), mul(gradient, 1 - beta1));
    const correction = mul(div(square(sub(h, seen)), shifted), 0.5 * (1 - beta2) ** 2); // keeps h + δ positive
    const curvature = addN([mul(h, beta2), mul(seen, 1 - beta2), correction]);
    const direction = add(mul(momentum, 1 / (1 - beta1 ** count)), mul(mean, delta));
    const moved = sub(mean, mul(div(direction, add(curvature, delta)), learningRate));
    const noise = gaussianNoise(parameter.shape, this.rng.fork(`step-${count}`).fork(`parameter-${this.#place++}`));
    const drawn = add(moved, mul(noise, this.#deviation(curvature)));
    return { parameter: drawn, state: { mean: moved, momentum, curvature } };
  }

  /**
   * Puts the means in place of the draw: the network to evaluate, save or convert.
   *
   * @throws SurenetError `E_STATE` before the first step
   */
  settle(model: Module): void {
    for (const [parameter, { mean }] of this.#states(model)) parameter.assign(mean);
  }

  /** Means and standard deviations by the parameters' paths. @throws SurenetError `E_STATE` before the first step */
  posterior(model: Module): Record<string, IvonPosterior> {
    const paths = new Map(model.namedParameters().map(([path, parameter]) => [parameter, path]));
    const entries = this.#states(model).map(([parameter, { mean, curvature }]): [string, IvonPosterior] => [
      paths.get(parameter) ?? "",
      { mean: mean.clone(), deviation: tidy(() => this.#deviation(curvature)) },
    ]);
    return Object.fromEntries(entries);
  }

  /** `1/√(λ(h + δ))` */
  #deviation(curvature: Tensor): Tensor {
    return sqrt(div(fill(curvature.shape, 1 / this.datasetSize), add(curvature, this.weightDecay)));
  }

  #states(model: Module): [Parameter, { readonly mean: Tensor; readonly curvature: Tensor }][] {
    const { tensors } = this.stateDict();
    const states = model.namedParameters().flatMap(([path, parameter]) => {
      const [mean, curvature] = [tensors[`${path}.mean`], tensors[`${path}.curvature`]];
      return mean === undefined || curvature === undefined
        ? []
        : [[parameter, { mean, curvature }] as [Parameter, { mean: Tensor; curvature: Tensor }]];
    });
    if (states.length === 0) throw wrongState({ where: "Ivon", problem: "there is no posterior before the first step of this model" });
    return states;
  }
}
