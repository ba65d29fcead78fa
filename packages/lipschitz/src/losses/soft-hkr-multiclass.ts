import { reduce, type Reduction } from "@surenet/losses";
import {
  type Tensor,
  abs,
  add,
  cast,
  clipByValue,
  div,
  keep,
  maximum,
  mean,
  mul,
  neg,
  softmax,
  sum,
  tensor1d,
  tidy,
  where,
} from "@tensorflow/tfjs-core";
import { invalidOption, shapeMismatch, stopGradient } from "@surenet/tensor-backend";
import { shortfalls, signs } from "./hinge.ts";
import { atMostOne, hingeWeight, type MarginOptions, readLossOptions, usableAlpha, usableMargin } from "./hkr-options.ts";
import { positives } from "./positives.ts";

// The reference's bounds: of the temperature of the softmax, of the running mean, and of the mean that the temperature divides by.
const TEMPERATURES = [0.005, 250] as const;
const MEANS = [0.005, 1000] as const;
const LARGEST_DIVISOR = 2e4;

export interface SoftHkrOptions extends MarginOptions {
  /** Weight of the hinge. */
  readonly alpha?: number;
  /** Sharpness of the softmax when the outputs are as large as the margin; large means that only the strongest wrong class counts. */
  readonly temperature?: number;
}

/**
 * HKR for many classes, in which the wrong classes share one weight by a softmax, so that the positive weighs as much as all of them.
 *
 * `F_c = softmax_c(T x)` over the classes that are not meant and 1 for the positive; `kr = Σ_c -y_c x_c F_c`, `hinge = Σ_c relu(m/2 - y_c x_c) F_c`, y = ±1; the result is
 * `(1 - α) kr + α hinge`. `T = clamp(temperature · m / max(meanAbs, m), 0.005, 250)` is a constant of the gradient, F is not.
 *
 * @param input outputs `[N, C]`, borrowed
 * @param target `[N, C]`, positive where the class is meant, or int32 class indices `[N]`
 * @param options `meanAbs`: a running mean of |x|, a scalar; by default the mean over this batch
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`
 * @example softHkrMulticlassLoss(tensor([[1, 0, 0]]), tensor1d([0], "int32"), { alpha: 1, minMargin: 3 }) // 0.5 + 1.5 (½ + ½) = 2
 */
export function softHkrMulticlassLoss(input: Tensor, target: Tensor, options: SoftHkrOptions & { readonly meanAbs?: Tensor } = {}): Tensor {
  const { meanAbs, ...rest } = options;
  const name = "softHkrMulticlassLoss";
  const { alpha, minMargin, temperature, reduction } = readSoftOptions(name, rest);
  atMostOne(name, alpha);
  if (input.rank !== 2) throw shapeMismatch({ where: name, expected: "outputs [samples, classes]", got: input.shape });
  return tidy(() => {
    const positive = positives(name, input, target, { indices: true });
    const scale = maximum(stopGradient(meanAbs ?? mean(abs(input))), minMargin);
    const sharpness = clipByValue(div(temperature * minMargin, clipByValue(scale, 0, LARGEST_DIVISOR)), ...TEMPERATURES);
    const isPositive = cast(positive, "bool");
    // -1e30: far below any output, and finite, so that a row of positives alone makes no NaN in what `where` then discards
    const weight = where(isPositive, 1, softmax(where(isPositive, -1e30, mul(input, sharpness))));
    const kr = (): Tensor => sum(mul(neg(mul(signs(positive), input)), weight), -1);
    const hinge = (): Tensor => sum(mul(shortfalls(input, positive, minMargin), weight), -1);
    if (alpha === 1) return reduce(hinge(), reduction);
    if (alpha === 0) return reduce(kr(), reduction);
    return reduce(add(mul(kr(), 1 - alpha), mul(hinge(), alpha)), reduction);
  });
}

/**
 * {@link softHkrMulticlassLoss} with its options and a running mean of |x|: `m ← alphaMean · current + (1 - alphaMean) · mean|x|` at every call, kept within [0.005, 1000].
 *
 * The mean starts at minMargin; it is the loss's own and no part of a model's state. Release it with `dispose`.
 */
export class SoftHKRMulticlassLoss {
  /** The weight of the hinge that is used. */
  readonly alpha: number;
  readonly minMargin: number;
  readonly alphaMean: number;
  readonly temperature: number;
  readonly reduction: Reduction;
  #mean: Tensor | undefined;

  constructor({ alphaMean = 0.99, ...options }: SoftHkrOptions & { readonly alphaMean?: number } = {}) {
    const name = "SoftHKRMulticlassLoss";
    const { alpha, minMargin, temperature, reduction } = readSoftOptions(name, options);
    if (!(alphaMean >= 0 && alphaMean <= 1))
      throw invalidOption({ where: name, option: "alphaMean", got: alphaMean, expected: "a number in [0, 1]" });
    this.alpha = hingeWeight(alpha);
    this.minMargin = minMargin;
    this.alphaMean = alphaMean;
    this.temperature = temperature;
    this.reduction = reduction;
  }

  /** The running mean of |x|, `[1]`; borrowed. */
  get currentMean(): Tensor {
    this.#mean ??= keep(tensor1d([this.minMargin]));
    return this.#mean;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    const { alpha, minMargin, temperature, reduction } = this;
    return tidy(() => {
      const meanAbs = this.#update(input);
      return softHkrMulticlassLoss(input, target, { alpha, minMargin, temperature, reduction, meanAbs });
    });
  }

  dispose(): void {
    this.#mean?.dispose();
    this.#mean = undefined;
  }

  /** Returns the mean before it is clamped, which is what the temperature sees. */
  #update(input: Tensor): Tensor {
    const here = mean(abs(stopGradient(input)));
    const next = add(mul(this.currentMean, this.alphaMean), mul(here, 1 - this.alphaMean));
    this.dispose();
    this.#mean = keep(clipByValue(next, ...MEANS));
    return next;
  }
}

type ReadSoftOptions = Required<SoftHkrOptions> & { readonly reduction: Reduction };

function readSoftOptions(name: string, options: SoftHkrOptions): ReadSoftOptions {
  const { reduction } = readLossOptions(name, options, ["alpha", "minMargin", "temperature"]);
  const { alpha = 0.9, minMargin = 1, temperature = 1 } = options;
  if (!(temperature > 0 && temperature < Infinity))
    throw invalidOption({ where: name, option: "temperature", got: temperature, expected: "a positive finite number" });
  return { alpha: usableAlpha(name, alpha), minMargin: usableMargin(name, minMargin), temperature, reduction };
}
