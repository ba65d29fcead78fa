import { type Tensor, add, div, mul, ones, reshape, squeeze, stack, tidy, unstack, zeros } from "@tensorflow/tfjs-core";
import { Buffer, type JsonObject, type JsonValue, type Parameter } from "@surenet/nn";
import { Rng, invalidOption, unsupported } from "@surenet/tensor-backend";
import type { CovarianceParameters, CovarianceSpec, InputMap, Parts } from "../covariance/covariance.ts";
import { GaussianParameter } from "../parameter/gaussian-parameter.ts";
import { type Fans, type LayerType, type WidthScalingName, checkLayerType, widthScaling } from "../parametrisation/parametrisation.ts";
import { type Draw, type Sampling, checkDraw, checkSampling } from "../sampling/draw.ts";
import { gaussianNoise } from "../sampling/gaussian-noise.ts";
import { BayesianModule } from "./bayesian-module.ts";

export interface GaussianOptions {
  readonly rng: Rng;
  readonly bias?: boolean;
  /** By default independent parameters with a standard deviation of 0.05; `null` for a layer of points. */
  readonly covariance?: CovarianceSpec | null;
  /** Where the layer stands: by default `"hidden"`. An output layer has a temperature, which divides its mean in evaluation. */
  readonly layerType?: LayerType;
  /** How initial weights and learning rates scale with the width; by default `"MaximalUpdate"`. */
  readonly parametrisation?: WidthScalingName;
  readonly sampling?: Sampling;
  /** Factor on the initial weights, such as `√2` before a ReLU. */
  readonly gain?: number;
}

export const GAUSSIAN_OPTIONS: readonly string[] = ["rng", "bias", "covariance", "layerType", "parametrisation", "sampling", "gain"];

/** What linear layers and convolutions with Gaussian parameters have in common; a subclass says how an input acts on a kernel. */
export abstract class GaussianLayer extends BayesianModule {
  /** By the names of the walk: `params.weight`, `params.bias`, `params.cov.scale.weight`. */
  readonly params: Parts<Parameter> & { readonly cov?: CovarianceParameters };
  /** Divides the mean of an output layer in evaluation; `fitTemperature` sets it. */
  readonly temperature: Buffer | undefined;
  readonly rng: Rng;
  readonly layerType: LayerType;
  readonly parametrisation: WidthScalingName;
  readonly sampling: Sampling;
  readonly fans: Fans;
  readonly #gaussian: GaussianParameter;

  /** @param shape of the weight, outputs last */
  protected constructor(where: string, shape: readonly number[], options: GaussianOptions) {
    super();
    const { bias = true, covariance = { kind: "diagonal" }, layerType = "hidden", parametrisation = "MaximalUpdate", sampling = "local", gain = 1 } = options; // prettier-ignore
    if (!(options.rng instanceof Rng))
      throw invalidOption({ where, option: "rng", got: options.rng, expected: "a stream such as createRng(0)" });
    checkLayerType(where, layerType);
    checkSampling(where, sampling);
    if (!(gain >= 0 && gain < Infinity)) throw invalidOption({ where, option: "gain", got: gain, expected: "a number >= 0" });
    const scaling = widthScaling(where, parametrisation);
    const field = shape.slice(0, -2).reduce((product, side) => product * side, 1);
    this.fans = { fanIn: field * (shape.at(-2) ?? 1), fanOut: shape.at(-1) ?? 1, layerType };
    this.rng = options.rng;
    this.layerType = layerType;
    this.parametrisation = parametrisation;
    this.sampling = sampling;
    const initialScales = { bias: scaling.biasInit(this.fans), weight: scaling.weightInit(this.fans) };
    const weight = (): Tensor => options.rng.normal(shape, { std: gain * initialScales.weight });
    this.#gaussian = new GaussianParameter(
      { weight, ...(bias && { bias: () => zeros([this.fans.fanOut]) }) },
      { covariance: covariance ?? undefined, initialScales },
    );
    this.params = this.#gaussian.members;
    this.temperature = layerType === "output" ? new Buffer(() => ones([])) : undefined;
    this.#checkFlipout(where, sampling);
  }

  get stochastic(): boolean {
    return this.#gaussian.covariance !== undefined;
  }

  /** The distribution of the weight and the bias. */
  get gaussian(): GaussianParameter {
    return this.#gaussian;
  }

  /** Rows `[N, ..]` of the input, and how to put the leading axes back. */
  protected abstract fold(x: Tensor, containsSamples: boolean): { readonly rows: Tensor; readonly lead: readonly number[] };
  /** The action of folded rows on a kernel. */
  protected abstract act(rows: Tensor, kernel: Tensor): Tensor;
  /** Random signs for the rows, for flipout: `[N, .., in]`, the same at all positions of an image. */
  protected abstract signShapes(rows: Tensor): { readonly input: readonly number[]; readonly output: readonly number[] };

  forward(x: Tensor, draw: Draw = {}): Tensor {
    const where = "GaussianLayer.forward";
    checkDraw(where, draw);
    const { inputContainsSamples = false, sampling = this.sampling, rng = this.rng } = draw;
    const samples = draw.samples ?? (this.training || inputContainsSamples ? undefined : 0);
    this.#checkFlipout(where, sampling);
    return tidy(() => {
      const { rows, lead } = this.fold(x, inputContainsSamples);
      const count = inputContainsSamples ? (x.shape[0] ?? 1) : (samples ?? 1);
      if (samples === 0 || this.#gaussian.covariance === undefined) return unfold(this.#mean(rows), lead);
      const draws = inputContainsSamples ? 1 : count;
      const y =
        sampling === "local" ? this.#local(rows, draws, rng) : this.#perSample(rows, { count, split: inputContainsSamples, sampling, rng });
      const folded = inputContainsSamples ? reshape(y, [-1, ...y.shape.slice(2)]) : y;
      if (inputContainsSamples) return unfold(folded, lead);
      return samples === undefined ? unfold(squeeze(y, [0]), lead) : reshape(y, [count, ...lead, ...y.shape.slice(2)]);
    });
  }

  /** The mean and the variance of the outputs under the parameters' distribution, `[.., out]` each; in evaluation the mean is divided by the temperature. */
  moments(x: Tensor): { readonly mean: Tensor; readonly variance: Tensor } {
    const { rows, lead } = this.fold(x, false);
    const { covariance } = this.#gaussian;
    const variance = (): Tensor => {
      const mean = this.#mean(rows);
      return covariance === undefined ? zeros(mean.shape) : covariance.outputVariance(this.#inputMap(rows));
    };
    const result = { mean: tidy(() => unfold(this.#mean(rows), lead)), variance: tidy(() => unfold(variance(), lead)) };
    if (rows !== x) rows.dispose();
    return result;
  }

  /** The output for given parameters, such as one draw of {@link gaussian}. */
  withParameters(x: Tensor, { bias, weight }: Parts<Tensor>): Tensor {
    return tidy(() => {
      const { rows, lead } = this.fold(x, false);
      const y = this.act(rows, weight);
      return unfold(this.#tempered(bias === undefined ? y : add(y, bias)), lead);
    });
  }

  protected gaussianConfig(): JsonObject {
    const { layerType, parametrisation, sampling } = this;
    const spec = this.#gaussian.covariance?.spec ?? null;
    return { bias: this.params.bias !== undefined, covariance: spec as JsonValue, layerType, parametrisation, sampling };
  }

  #mean(rows: Tensor): Tensor {
    const { bias, weight } = this.#gaussian.mean;
    const y = this.act(rows, weight.value);
    return this.#tempered(bias === undefined ? y : add(y, bias.value));
  }

  #tempered(mean: Tensor): Tensor {
    return this.temperature === undefined || this.training ? mean : div(mean, this.temperature.variable);
  }

  #inputMap(rows: Tensor): InputMap {
    return { linear: (kernel) => this.act(rows, kernel), squares: (kernel) => this.act(mul(rows, rows), kernel) };
  }

  /** `[draws, N, .., out]`: the mean once, and noise on the outputs. */
  #local(rows: Tensor, draws: number, rng: Rng): Tensor {
    const noise = this.#gaussian.covariance?.outputNoise(this.#inputMap(rows), draws, (shape) => gaussianNoise(shape, rng));
    return add(this.#mean(rows), noise ?? 0);
  }

  /** `[count, N, .., out]`: draws of the weights, one for each sample. */
  #perSample(rows: Tensor, { count, split, sampling, rng }: { count: number; split: boolean; sampling: Sampling; rng: Rng }): Tensor {
    const inputs = split ? unstack(reshape(rows, [count, -1, ...rows.shape.slice(1)])) : Array.from({ length: count }, () => rows);
    const moved = this.#gaussian.deviation({ samples: count, rng });
    const [weights, biases] = [unstack(moved.weight), moved.bias === undefined ? [] : unstack(moved.bias)];
    return stack(
      inputs.map((input, s) => {
        const weight = weights[s] ?? zeros([]);
        if (sampling === "shared") return this.withParameters(input, this.#around({ ...(biases[s] && { bias: biases[s] }), weight }));
        const shapes = this.signShapes(input);
        const signs = (shape: readonly number[]): Tensor => tidy(() => add(mul(rng.bernoulli(shape), 2), -1));
        const y = this.act(mul(input, signs(shapes.input)), weight);
        const both = biases[s] === undefined ? y : add(y, biases[s]);
        return add(this.#mean(input), mul(both, signs(shapes.output)));
      }),
    );
  }

  #around({ bias, weight }: Parts<Tensor>): Parts<Tensor> {
    const { mean } = this.#gaussian;
    return { ...(bias && mean.bias && { bias: add(mean.bias.value, bias) }), weight: add(mean.weight.value, weight) };
  }

  #checkFlipout(where: string, sampling: Sampling): void {
    if (sampling !== "flipout" || (this.#gaussian.covariance?.independent ?? true)) return;
    throw unsupported({
      where,
      problem: "random signs leave only independent parameters distributed as they were",
      fix: 'Use a diagonal covariance, or sampling: "local".',
    });
  }
}

/** Puts the leading axes back in place of N. */
function unfold(y: Tensor, lead: readonly number[]): Tensor {
  return reshape(y, [...lead, ...y.shape.slice(1)]);
}
