import type { Op } from "@surenet/checker";
import {
  type Tensor, add, clone, dispose, div, equal, greater, keep, less, logicalAnd, logicalOr, max, maximum, mean, mul, ones, reshape, rsqrt, scalar, square, sub, tensor, tidy, where, zeros,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { checkOptions, invalidOption, shapeMismatch, stopGradient } from "@surenet/tensor-backend";
import { Buffer, type JsonObject, Module, Parameter, positiveInteger, readConfig, type TorchLayout } from "@surenet/nn";
import { lowerAffine } from "../certify/lower-affine.ts";
import type { Lowered } from "../certify/lowered.ts";
import { ScaleBiasLayer } from "./scale-bias-layer.ts";

export interface BatchLipNormOptions {
  /** Subtracts the mean. */
  readonly centering?: boolean;
  readonly bias?: boolean;
  /** Divides by the largest standard deviation. */
  readonly normalize?: boolean;
  /** Hears of the layer at its construction, and may ask for {@link BatchLipNorm.scalingFactor}. */
  readonly factory?: { register(layer: BatchLipNorm): void };
  /** Variances below it count as 1. */
  readonly eps?: number;
}

/**
 * A batch normalisation with one scale for all features: `y = (x - m) / √(max_c var_c) + bias`, statistics over all axes but the last.
 *
 * One scale keeps the shape of the feature space and makes the Lipschitz constant a single number, `1/√(max var)`, which a certificate reads as it is. In training m and
 * var are the batch's, and sums of them are kept; the first evaluation after training averages the sums, whose result then counts as one batch. Features with
 * `var < eps` count as variance 1. Before any batch it is the identity, bias apart.
 *
 * Known weakness: the constant is not bounded by 1; multiply it into the chain, as `certify` does.
 *
 * @throws SurenetError `E_OPTION`; `E_SHAPE` for other features, or for training on one value per feature (a division by zero in the reference)
 * @example new BatchLipNorm(16).forward(x) // [batch, height, width, 16]
 */
export class BatchLipNorm extends Module {
  static readonly id: string = "lipschitz.BatchLipNorm";
  readonly numFeatures: number;
  readonly centering: boolean;
  readonly normalize: boolean;
  readonly eps: number;
  readonly bias: Parameter | undefined;
  readonly runningSumBmean: Buffer;
  readonly runningNumBatches: Buffer;
  readonly runningSumBmeansq: Buffer | undefined;
  readonly runningMeanSamplePerBatches: Buffer | undefined;
  readonly totalNumSamples: Buffer | undefined;
  #fresh = true;
  #batchScale: Tensor | undefined;

  constructor(numFeatures: number, options: BatchLipNormOptions = {}) {
    super();
    checkOptions("BatchLipNorm", options, ["centering", "bias", "normalize", "factory", "eps"]);
    const { centering = true, bias = true, normalize = true, factory, eps = 1e-5 } = options;
    this.numFeatures = positiveInteger("BatchLipNorm", "numFeatures", numFeatures);
    if (!(eps >= 0)) throw invalidOption({ where: "BatchLipNorm", option: "eps", got: eps, expected: "a number >= 0" });
    if (!normalize && factory !== undefined)
      throw invalidOption({
        where: "BatchLipNorm",
        option: "factory",
        got: "a factory",
        expected: "nothing, since normalize is false: there is no scale to share",
      });
    this.centering = centering;
    this.normalize = normalize;
    this.eps = eps;
    this.bias = bias ? new Parameter(() => zeros([numFeatures])) : undefined;
    const sums = (size: number): Buffer => new Buffer(() => zeros([size]));
    this.runningSumBmean = sums(numFeatures);
    this.runningNumBatches = sums(1);
    this.runningSumBmeansq = normalize ? sums(numFeatures) : undefined;
    this.runningMeanSamplePerBatches = normalize ? sums(1) : undefined;
    this.totalNumSamples = normalize ? sums(1) : undefined;
    factory?.register(this);
  }

  static fromJSON(config: JsonObject): BatchLipNorm {
    const { numFeatures, ...rest } = readConfig("lipschitz.BatchLipNorm", config, {
      numFeatures: "number",
      centering: "boolean",
      bias: "boolean",
      normalize: "boolean",
      eps: "number",
    });
    return new BatchLipNorm(numFeatures, rest);
  }

  override config(): JsonObject {
    const { numFeatures, centering, normalize, eps } = this;
    return { numFeatures, centering, bias: this.bias !== undefined, normalize, eps };
  }

  override torchLayout(): TorchLayout {
    return {
      runningSumBmean: { name: "running_sum_bmean" },
      runningNumBatches: { name: "running_num_batches" },
      runningSumBmeansq: { name: "running_sum_bmeansq" },
      runningMeanSamplePerBatches: { name: "running_mean_sample_per_batches" },
      totalNumSamples: { name: "total_num_samples" },
    };
  }

  forward(x: Tensor): Tensor {
    if (x.rank < 2 || x.shape.at(-1) !== this.numFeatures)
      throw shapeMismatch({ where: "BatchLipNorm.forward", expected: `[batch, .., ${this.numFeatures}]`, got: x.shape });
    return tidy(() => {
      const { centre, scale } = this.training ? this.#batchStatistics(x) : this.#runningStatistics();
      const y = mul(this.centering ? sub(x, centre) : x, scale);
      return this.bias === undefined ? y : add(y, this.bias.value);
    });
  }

  /** Forgets all batches. */
  resetStates(): void {
    for (const buffer of this.#sums()) tidy(() => buffer.assign(zeros(buffer.variable.shape)));
    this.#fresh = true;
  }

  /**
   * The number that the input is multiplied by: of the last batch in training (with its gradient, inside the forward that made it), of the sums in evaluation.
   *
   * @param training as {@link Module.training} when omitted
   */
  scalingFactor(training: boolean = this.training): Tensor {
    if (!training) return tidy(() => this.#runningStatistics().scale);
    return this.#batchScale === undefined ? scalar(1) : clone(this.#batchScale);
  }

  override dispose(): void {
    this.#batchScale?.dispose();
    this.#batchScale = undefined;
    super.dispose();
  }

  /** The evaluation as a plain layer. */
  vanillaExport(): ScaleBiasLayer {
    const { scale, bias } = this.#folded();
    const plain = new ScaleBiasLayer(scale.dataSync()[0] ?? NaN, { numFeatures: this.numFeatures });
    plain.bias?.assign(bias);
    dispose([scale, bias]);
    return plain;
  }

  async lower(shape: readonly number[]): Promise<Lowered> {
    if (shape.at(-1) !== this.numFeatures)
      throw shapeMismatch({
        where: "certify",
        problem: "BatchLipNorm does not fit what reaches it",
        expected: `[.., ${this.numFeatures}]`,
        got: shape,
      });
    const { centre, scale } = tidy(() => this.#runningStatistics());
    const [middle, factor, bias] = await Promise.all([centre.data(), scale.data(), this.bias?.value.data()]);
    if (centre !== this.runningSumBmean.variable) centre.dispose();
    scale.dispose();
    // as `forward` computes it, so that its float32 roundings are those of the ops
    const size = shape.reduce((product, side) => product * side, 1);
    const before: Op[] = this.centering ? [{ op: "shift", shift: Float64Array.from(middle, (value) => -value), size }] : [];
    const after = lowerAffine(shape, { scale: factor[0] ?? NaN, shift: bias === undefined ? undefined : Float64Array.from(bias) });
    return { ops: [...before, ...after.ops], shape };
  }

  /** The evaluation as `scale · x + bias`; owned by the caller. */
  #folded(): { scale: Tensor; bias: Tensor } {
    return tidy(() => {
      const { centre, scale } = this.#runningStatistics();
      const own = this.bias === undefined ? zeros([this.numFeatures]) : this.bias.value;
      return { scale, bias: this.centering ? sub(own, mul(centre, scale)) : add(own, 0) };
    });
  }

  #sums(): Buffer[] {
    const { runningSumBmeansq, runningMeanSamplePerBatches, totalNumSamples } = this;
    return [this.runningSumBmean, this.runningNumBatches, runningSumBmeansq, runningMeanSamplePerBatches, totalNumSamples].filter(
      (buffer) => buffer !== undefined,
    );
  }

  #batchStatistics(x: Tensor): { centre: Tensor; scale: Tensor } {
    const axes = x.shape.map((_, axis) => axis).slice(0, -1);
    const count = x.size / this.numFeatures;
    if (this.normalize && count < 2)
      throw shapeMismatch({
        where: "BatchLipNorm.forward in training",
        expected: "more than one value per feature",
        got: x.shape,
        fix: "Choose a batch size that leaves no last batch of one sample.",
      });
    const centre = this.centering ? mean(x, axes) : zeros([this.numFeatures]);
    if (this.#fresh) this.resetStates();
    this.#fresh = false;
    accumulate(this.runningSumBmean, centre);
    accumulate(this.runningNumBatches, tensor([1]));
    if (!this.normalize) return { centre, scale: scalar(1) };
    const squares = mean(square(x), axes);
    if (this.runningSumBmeansq !== undefined) accumulate(this.runningSumBmeansq, squares);
    if (this.runningMeanSamplePerBatches !== undefined) accumulate(this.runningMeanSamplePerBatches, tensor([count]));
    const scale = this.#scaleOf(mul(sub(squares, square(centre)), count / (count - 1)));
    this.#batchScale?.dispose();
    this.#batchScale = keep(clone(scale)); // a handle of its own, so that the pass that made it may end
    return { centre, scale };
  }

  /** Averages what training summed up, once; then the averages count as one batch. */
  #runningStatistics(): { centre: Tensor; scale: Tensor } {
    const { runningSumBmean, runningNumBatches, runningSumBmeansq, runningMeanSamplePerBatches: samples, totalNumSamples: total } = this;
    const batches = runningNumBatches.variable;
    const several = maximum(batches, 1);
    if (total !== undefined && samples !== undefined) {
      // a fold is due after a batch: then there are several, or no total yet
      const due = logicalOr(greater(batches, 1), logicalAnd(greater(batches, 0), equal(total.variable, 0)));
      total.assign(where(due, samples.variable, total.variable));
    }
    for (const sum of [runningSumBmean, runningSumBmeansq, samples]) sum?.assign(div(sum.variable, several));
    runningNumBatches.assign(minimumOne(batches));
    const centre = runningSumBmean.variable;
    if (runningSumBmeansq === undefined || total === undefined) return { centre, scale: scalar(1) };
    const count = maximum(total.variable, 2);
    const variance = mul(sub(runningSumBmeansq.variable, square(centre)), div(count, sub(count, 1)));
    return { centre, scale: reshape(where(greater(runningNumBatches.variable, 0), reshape(this.#scaleOf(variance), [1]), ones([1])), []) };
  }

  #scaleOf(variance: Tensor): Tensor {
    return rsqrt(max(where(less(variance, this.eps), ones(variance.shape), variance)));
  }
}

/** {@link BatchLipNorm} that centres only: 1-Lipschitz. */
export class BatchCentering extends BatchLipNorm {
  static override readonly id: string = "lipschitz.BatchCentering";

  constructor(numFeatures: number, options: { readonly bias?: boolean } = {}) {
    checkOptions("BatchCentering", options, ["bias"]);
    super(numFeatures, { ...options, normalize: false });
  }

  static override fromJSON(config: JsonObject): BatchCentering {
    const { numFeatures, bias } = readConfig("lipschitz.BatchCentering", config, { numFeatures: "number", bias: "boolean" });
    return new BatchCentering(numFeatures, { bias });
  }

  override config(): JsonObject {
    return { numFeatures: this.numFeatures, bias: this.bias !== undefined };
  }
}

function accumulate(buffer: Buffer, value: Tensor): void {
  buffer.assign(stopGradient(add(buffer.variable, value)));
}

/** Some batches become one; none stay none. */
function minimumOne(batches: Tensor): Tensor {
  return where(greater(batches, 1), ones(batches.shape), batches);
}
