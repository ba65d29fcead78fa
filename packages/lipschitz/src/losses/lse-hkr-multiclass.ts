import { reduce, type Reduction } from "@surenet/losses";
import { type Tensor, add, cast, div, mul, relu, sub, sum, tidy, where } from "@tensorflow/tfjs-core";
import { canReadNow, invalidOption, invalidValue, logSumExp, shapeMismatch } from "@surenet/tensor-backend";
import { atMostOne, hingeWeight, type MarginOptions, readLossOptions, usableAlpha, usableMargin } from "./hkr-options.ts";
import { positives } from "./positives.ts";

export interface LseHkrOptions extends MarginOptions {
  /** Weight of the hinge. */
  readonly alpha?: number;
  /** Multiplies the outputs first. */
  readonly temperature?: number;
  /** How much of the margin the smooth maximum may overshoot; smaller is sharper. */
  readonly penalty?: number;
}

/**
 * HKR for many classes, in which a smooth maximum stands for the wrong classes.
 *
 * With `z = temperature · x` and `t = log(C - 1) / (penalty · m / 2)`: `neg = logsumexp_{c≠y}(t z_c) / t`, `pos = z_y`; `α (relu(m/2 - pos) + relu(m/2 + neg)) - (1 - α)(pos - neg)`.
 * With two classes t is 0 and neg its limit, the lone wrong output.
 *
 * @param input outputs `[N, C]`, C >= 2; borrowed
 * @param target `[N, C]` with exactly one positive a row, or int32 class indices `[N]`; its numbers are read from the engine
 * @returns a scalar, or `[N]` with `reduction: "none"`; owned by the caller
 * @throws SurenetError `E_SHAPE`, `E_OPTION`, `E_VALUE` for a row with no positive or several (WebGPU, which cannot be read at once, does not check rows)
 * @example lseHkrMulticlassLoss(tensor([[1, 0]]), tensor1d([0], "int32"), { alpha: 1, minMargin: 3 }) // 0.5 + 1.5 = 2
 */
export function lseHkrMulticlassLoss(input: Tensor, target: Tensor, options: LseHkrOptions = {}): Tensor {
  const name = "lseHkrMulticlassLoss";
  const { alpha, minMargin, temperature, penalty, reduction } = readLseOptions(name, options);
  atMostOne(name, alpha);
  const classes = input.shape[1] ?? 0;
  if (input.rank !== 2 || classes < 2)
    throw shapeMismatch({ where: name, expected: "outputs [samples, 2 classes or more]", got: input.shape });
  return tidy(() => {
    const positive = positives(name, input, target, { indices: true });
    checkOnePositive(name, positive);
    const outputs = mul(input, temperature);
    const own = sum(mul(outputs, positive), -1);
    const others = smoothMaximum(outputs, positive, Math.log(classes - 1) / (penalty * (minMargin / 2)));
    const hinge = (): Tensor => add(relu(sub(minMargin / 2, own)), relu(add(minMargin / 2, others)));
    const kr = (): Tensor => sub(others, own);
    if (alpha === 1) return reduce(hinge(), reduction);
    if (alpha === 0) return reduce(kr(), reduction);
    return reduce(add(mul(kr(), 1 - alpha), mul(hinge(), alpha)), reduction);
  });
}

/** `logsumexp(t z) / t` over the outputs that are not meant; at t = 0, where only one is left, that one. */
function smoothMaximum(outputs: Tensor, positive: Tensor, t: number): Tensor {
  if (t === 0) return sum(mul(outputs, sub(1, positive)), -1);
  return div(logSumExp(where(cast(positive, "bool"), -1e30, mul(outputs, t)), { axis: -1 }), t);
}

function checkOnePositive(name: string, positive: Tensor): void {
  if (!canReadNow()) return;
  const counts = sum(positive, -1).dataSync();
  const wrong = counts.findIndex((count) => count !== 1);
  if (wrong < 0) return;
  throw invalidValue({
    where: name,
    problem: `target ${wrong} does not mean one class`,
    expected: "exactly one positive a row",
    got: counts[wrong],
  });
}

/** {@link lseHkrMulticlassLoss} with its options held. */
export class LseHKRMulticlassLoss {
  /** The weight of the hinge that is used. */
  readonly alpha: number;
  readonly minMargin: number;
  readonly temperature: number;
  readonly penalty: number;
  readonly reduction: Reduction;

  constructor(options: LseHkrOptions = {}) {
    const { alpha, minMargin, temperature, penalty, reduction } = readLseOptions("LseHKRMulticlassLoss", options);
    this.alpha = hingeWeight(alpha);
    this.minMargin = minMargin;
    this.temperature = temperature;
    this.penalty = penalty;
    this.reduction = reduction;
  }

  forward(input: Tensor, target: Tensor): Tensor {
    const { alpha, minMargin, temperature, penalty, reduction } = this;
    return lseHkrMulticlassLoss(input, target, { alpha, minMargin, temperature, penalty, reduction });
  }
}

type ReadLseOptions = Required<LseHkrOptions> & { readonly reduction: Reduction };

function readLseOptions(name: string, options: LseHkrOptions): ReadLseOptions {
  const { reduction } = readLossOptions(name, options, ["alpha", "minMargin", "temperature", "penalty"]);
  const { alpha = 1, minMargin = 1, temperature = 1, penalty = 1 } = options;
  for (const [option, value] of Object.entries({ temperature, penalty, minMargin })) {
    if (!(value > 0 && value < Infinity)) throw invalidOption({ where: name, option, got: value, expected: "a positive finite number" });
  }
  return { alpha: usableAlpha(name, alpha), minMargin: usableMargin(name, minMargin), temperature, penalty, reduction };
}
