import { type Tensor, mean, sum, tidy, zeros } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";
import { Buffer } from "@surenet/nn";
import { finite, positive } from "../state/check-number.ts";
import type { Shape } from "../state/neuron-shape.ts";
import type { NeuronState } from "./fire.ts";
import { Neuron, type NeuronOptions } from "./neuron.ts";

/** A number, or one for each of the K adaptations. */
export type PerAdaptation = number | readonly number[];

export interface AdaptiveOptions extends NeuronOptions {
  /** What a spike adds to each adaptation. */
  readonly increment: PerAdaptation;
  /** How the batch shares one adaptation. */
  readonly batchReduction?: "mean" | "sum";
}

/**
 * Neurons with K adaptations each, `[...shape, K]`, shared by the batch and saved with the model.
 *
 * They change in training, or as `forward(x, { adapt })` says. With `lock`, a neuron that is deaf after the step keeps its adaptation, and one that
 * spiked only gains the increment.
 */
export abstract class AdaptiveNeuron extends Neuron {
  readonly adaptation: Buffer;
  readonly batchReduction: "mean" | "sum";

  constructor(where: string, shape: Shape, { dtMs, adaptations, batchReduction }: AdaptiveParts) {
    super(where, shape, dtMs);
    if (batchReduction !== "mean" && batchReduction !== "sum")
      throw invalidOption({ where, option: "batchReduction", got: batchReduction, expected: '"mean" or "sum"' });
    this.batchReduction = batchReduction;
    this.adaptation = new Buffer(() => zeros([...this.shape, adaptations]));
  }

  protected abstract fireWith(adaptation: Tensor, state: NeuronState, current: Tensor): NeuronState & { readonly spikes: Tensor };

  protected abstract adapted(adaptation: Tensor, after: NeuronState & { readonly spikes: Tensor }): Tensor;

  protected override step(state: NeuronState, current: Tensor, adapts: boolean): NeuronState & { readonly spikes: Tensor } {
    const now = this.adaptation.variable;
    const after = this.fireWith(now, state, current);
    if (adapts) {
      const each = this.adapted(now, after);
      this.adaptation.assign(this.batchReduction === "mean" ? mean(each, 0) : sum(each, 0));
    }
    return after;
  }

  override clear({ keepAdaptation = true }: { readonly keepAdaptation?: boolean } = {}): void {
    super.clear();
    if (!keepAdaptation) tidy(() => this.adaptation.assign(zeros(this.adaptation.variable.shape)));
  }
}

interface AdaptiveParts {
  readonly dtMs: number;
  readonly adaptations: number;
  readonly batchReduction: "mean" | "sum";
}

/** Lists of one length, single numbers repeated. */
export function adaptationLists<Names extends string>(
  where: string,
  given: Readonly<Record<Names, PerAdaptation>>,
  positiveNames: readonly NoInfer<Names>[],
): Record<Names, readonly number[]> {
  const names = Object.keys(given) as Names[];
  const lengths = names.flatMap((name) => (typeof given[name] === "number" ? [] : [(given[name] as readonly number[]).length]));
  const count = lengths[0] ?? 1;
  const lists = {} as Record<Names, readonly number[]>;
  for (const name of names) {
    const value = given[name];
    const list: readonly number[] = typeof value === "number" ? Array.from({ length: count }, () => value) : value;
    if (!Array.isArray(list) || list.length !== count || count === 0)
      throw invalidOption({ where, option: name, got: value, expected: `a number, or ${count} of them as for the other adaptations` });
    const check = positiveNames.includes(name) ? positive : finite;
    lists[name] = list.map((got) => check({ where, option: name, got }));
  }
  return lists;
}
