import { type Tensor, add, addN, mul, tidy } from "@tensorflow/tfjs-core";
import { GaussianLayer } from "@surenet/bayes-nn";
import type { Reduction } from "@surenet/losses";
import type { Module } from "@surenet/nn";
import { checkOptions, invalidOption, shapeMismatch, wrongState } from "@surenet/tensor-backend";
import { SampledLoss } from "../samples/sampled-loss.ts";
import { VarianceReducedLoss } from "../variance-reduced/variance-reduced-loss.ts";
import { type PriorSlot, type PriorValues, priorParts, priorSlots } from "./prior.ts";

export interface VariationalFreeEnergyOptions {
  /** The data's part: a loss of this package, whose reduction is replaced, or a function of output and target that returns a scalar. */
  readonly nll: SampledLoss | VarianceReducedLoss | ((output: Tensor, target: Tensor) => Tensor);
  /** Means of the prior; default 0. */
  readonly priorLoc?: PriorValues;
  /** Standard deviations of the prior; default 1. */
  readonly priorScale?: PriorValues;
  /** Factor on the divergence; default 1, and `null` means one over the number of means. Below what {@link datasetSize} alone gives, the posterior is cold. */
  readonly klWeight?: number | null;
  /** Examples in the training data: divides the factor, because a mean over a batch is one example's share of the likelihood. */
  readonly datasetSize?: number;
  /** Of the data's part: `"mean"` (default) or `"sum"`. */
  readonly reduction?: Exclude<Reduction, "none">;
}

/** The parts of the free energy, scalars that the receiver owns: `total = nll + klWeight · kl`. */
export interface FreeEnergyTerms {
  readonly nll: Tensor;
  readonly kl: Tensor;
  readonly total: Tensor;
}

/**
 * The variational free energy, the negative of the evidence lower bound: what a network with Gaussian layers is trained by.
 *
 * `nll(output, target) + klWeight · Σ_layers KL(N(μ, Σ) ‖ N(priorLoc, priorScale²))`, with the divergence in closed form for every covariance. All variances of
 * posterior and prior have `1e-6` added. With a mean over the batch, `datasetSize` makes the sum the free energy of one example; `klWeight: 0.1` beside it is
 * the posterior at temperature 0.1.
 *
 * A variance-reduced `nll` needs the input of the model's last Gaussian layer: build the model as `new Sequential(layers, { features: true })`. In evaluation, where
 * the model's output is its output, the plain loss takes its place.
 *
 * Layers of points have no divergence: use those of @surenet/nn for them.
 *
 * @throws SurenetError `E_OPTION`; from `forward` `E_STATE` for a model without Gaussian layers or with some that have no covariance, `E_SHAPE`, `E_VALUE`
 * @see Blundell et al. 2015, eq. 2; Wenzel et al. 2020 for cold posteriors
 * @example
 * const loss = new VariationalFreeEnergy({ nll: new CrossEntropyLoss(), priorScale: 0.3, datasetSize: 8000 });
 * await fit(model, { data, loss, epochs: 30, rng });
 */
export class VariationalFreeEnergy {
  readonly options: VariationalFreeEnergyOptions;

  constructor(options: VariationalFreeEnergyOptions) {
    const where = "VariationalFreeEnergy";
    checkOptions(where, options, ["nll", "priorLoc", "priorScale", "klWeight", "datasetSize", "reduction"]);
    const { nll, klWeight = 1, datasetSize, reduction = "mean", priorScale } = options;
    if (!(nll instanceof SampledLoss || nll instanceof VarianceReducedLoss || typeof nll === "function"))
      throw invalidOption({ where, option: "nll", got: nll, expected: "a loss of @surenet/bayes-losses or a function (output, target)" });
    if (klWeight !== null && !(klWeight >= 0 && klWeight < Infinity))
      throw invalidOption({ where, option: "klWeight", got: klWeight, expected: "a number >= 0, or null" });
    if (datasetSize !== undefined && !(Number.isInteger(datasetSize) && datasetSize > 0))
      throw invalidOption({ where, option: "datasetSize", got: datasetSize, expected: "the number of training examples" });
    if (klWeight === null && datasetSize !== undefined)
      throw invalidOption({ where, option: "datasetSize", got: datasetSize, expected: "nothing beside klWeight: null, which is a factor of its own" }); // prettier-ignore
    if (reduction !== "mean" && reduction !== "sum")
      throw invalidOption({ where, option: "reduction", got: reduction, expected: '"mean" or "sum"' });
    if (typeof priorScale === "number" && !(priorScale > 0 && priorScale < Infinity))
      throw invalidOption({ where, option: "priorScale", got: priorScale, expected: "a positive standard deviation" });
    this.options = { ...options };
  }

  /** {@link terms}' total. */
  forward(output: Tensor, target: Tensor, model: Module): Tensor {
    return tidy(() => this.terms(output, target, model).total);
  }

  /** The parts apart, for a report. */
  terms(output: Tensor, target: Tensor, model: Module): FreeEnergyTerms {
    const slots = gaussianLayers(model);
    const weight = this.weightOf(model);
    const nll = tidy(() => this.#nll(output, target, { model, slots }));
    const kl = tidy(() => this.#divergence(slots));
    return { nll, kl, total: tidy(() => add(nll, mul(kl, weight))) };
  }

  /** The divergence of the model's Gaussians from the prior, a scalar. */
  divergence(model: Module): Tensor {
    return tidy(() => this.#divergence(gaussianLayers(model)));
  }

  /** The factor on the divergence. */
  weightOf(model: Module): number {
    const { klWeight = 1, datasetSize = 1 } = this.options;
    return klWeight === null
      ? 1 / gaussianLayers(model).reduce((total, { layer }) => total + layer.gaussian.size, 0)
      : klWeight / datasetSize;
  }

  #divergence(slots: readonly PriorSlot[]): Tensor {
    const { priorLoc = 0, priorScale = 1 } = this.options;
    const locs = priorParts("priorLoc", priorLoc, { slots, otherwise: 0 });
    const scales = priorParts("priorScale", priorScale, { slots, otherwise: 1 });
    return addN(slots.map(({ layer }, i) => layer.gaussian.kl({ loc: locs[i] ?? { weight: 0 }, scale: scales[i] ?? { weight: 1 } })));
  }

  #nll(output: Tensor, target: Tensor, { model, slots }: { model: Module; slots: readonly PriorSlot[] }): Tensor {
    const { nll, reduction = "mean" } = this.options;
    if (nll instanceof SampledLoss) return nll.reduced(output, target, reduction);
    if (nll instanceof VarianceReducedLoss) {
      const head = slots.at(-1)?.layer;
      return head === undefined || !model.training
        ? nll.plain.reduced(output, target, reduction)
        : nll.reduced(output, head, target, reduction);
    }
    const value = nll(output, target);
    if (value.size !== 1) throw shapeMismatch({ where: "VariationalFreeEnergy, nll", expected: "a scalar", got: value.shape });
    return value;
  }
}

/** @throws SurenetError `E_STATE` */
function gaussianLayers(model: Module): PriorSlot[] {
  const where = "VariationalFreeEnergy";
  const slots = priorSlots(model, (module): module is GaussianLayer => module instanceof GaussianLayer);
  if (slots.length === 0)
    throw wrongState({ where, problem: "the model has no Gaussian layers", fix: "Convert it with toBayesian of @surenet/bayes-nn." });
  const point = slots.find(({ layer }) => layer.gaussian.covariance === undefined);
  if (point === undefined) return slots;
  throw wrongState({
    where,
    problem: `the layer of ${point.paths.weight} has no covariance: a point has no divergence`,
    fix: "Give it one, or use a layer of @surenet/nn.",
  });
}
