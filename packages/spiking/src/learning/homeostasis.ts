import { type Tensor, add, expandDims, mean, mul, neg, relu, sub, tidy, tile } from "@tensorflow/tfjs-core";
import { checkOptions } from "@surenet/tensor-backend";
import { finite, positive } from "../state/check-number.ts";
import { type Activity, LearningRule } from "./rule.ts";
import type { WeightChange } from "./updater.ts";

export interface HomeostasisOptions {
  /** The share of steps in which a neuron should spike. */
  readonly target: number;
  readonly plasticity: number;
  /** What changes: `weight` and `delay` are `[in, out]`, `bias` is `[out]`. */
  readonly parameter?: "weight" | "bias" | "delay";
}

/**
 * Draws each neuron's rate to a target: `Δ = plasticity · (target − rate) / target`, with the rate averaged since `clear()`.
 *
 * Over-active neurons lose and silent ones gain; the batch's mean. For delays a gain is a longer delay.
 *
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new LinearHomeostasis({ target: 0.25, plasticity: 0.1 }).step({ pre, post: tensor([[1]]) }) // rate 1: weaken by 0.1 · 0.75/0.25 = 0.3
 */
export class LinearHomeostasis extends LearningRule {
  readonly target: number;
  readonly plasticity: number;
  readonly parameter: "weight" | "bias" | "delay";
  #steps = 0;

  constructor(options: HomeostasisOptions) {
    const where = "LinearHomeostasis";
    checkOptions(where, options, ["target", "plasticity", "parameter"]);
    super(where, { dtMs: 1 }); // a step is a step: rates are counted in them
    this.target = positive({ where, option: "target", got: options.target });
    this.plasticity = finite({ where, option: "plasticity", got: options.plasticity });
    this.parameter = options.parameter ?? "weight";
  }

  override step({ pre, post }: Activity): WeightChange {
    return tidy(() => {
      const before = this.trace("total");
      const total = before === undefined ? mul(post, 1) : add(before, post);
      this.held.replace({ total });
      this.#steps++;
      const push = mean(mul(sub(this.target, mul(total, 1 / this.#steps)), this.plasticity / this.target), 0);
      const sides = { strengthen: relu(push), weaken: relu(neg(push)) };
      if (this.parameter === "bias") return sides;
      const each = (side: Tensor): Tensor => tile(expandDims(side, 0), [pre.shape[1] ?? 1, 1]);
      return { strengthen: each(sides.strengthen), weaken: each(sides.weaken) };
    });
  }

  override clear(): void {
    super.clear();
    this.#steps = 0;
  }
}
