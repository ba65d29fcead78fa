import { type Tensor, dispose, keep } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption, wrongState } from "@surenet/tensor-backend";
import { type Module, WeightSnapshot } from "@surenet/nn";
import { onlineWeightUpdate } from "./online-weight-update.ts";

export interface WeightAverageOptions {
  /** `"sma"`: the plain mean of all weights seen; `"ema"`: one that forgets. */
  readonly kind?: "sma" | "ema";
  /** What an `"ema"` keeps of itself at every update. */
  readonly decay?: number;
}

/**
 * The average of a model's weights along its training, which often does better than its last weights (Izmailov et al. 2018).
 *
 * After n updates an `"sma"` has decayed by `(n − 1)/n`, which makes it the mean of all of them; an `"ema"` by `decay`, starting from the first weights.
 *
 * @example
 * const average = new WeightAverage(tree, { kind: "ema", decay: 0.99 });
 * for await (const epoch of trainTasks(tree, options)) average.update();
 * average.apply(); // the tree now has the averaged weights; average.restore() puts the last ones back
 */
export class WeightAverage {
  readonly kind: "sma" | "ema";
  readonly decay: number;
  readonly #model: Module;
  #average: Record<string, Tensor> | undefined;
  #last: WeightSnapshot | undefined;
  #updates = 0;

  constructor(model: Module, options: WeightAverageOptions = {}) {
    checkOptions("WeightAverage", options, ["kind", "decay"]);
    const { kind = "sma", decay = 0.99 } = options;
    if (kind !== "sma" && kind !== "ema")
      throw invalidOption({ where: "WeightAverage", option: "kind", got: kind, expected: '"sma" or "ema"' });
    if (!(decay >= 0 && decay < 1))
      throw invalidOption({ where: "WeightAverage", option: "decay", got: decay, expected: "a number in [0, 1)" });
    this.kind = kind;
    this.decay = decay;
    this.#model = model;
  }

  /** Takes in the model's present weights. */
  update(): void {
    this.#updates++;
    const decay = this.#updates === 1 ? 0 : this.kind === "ema" ? this.decay : (this.#updates - 1) / this.#updates;
    const before = this.#average ?? {};
    const next = onlineWeightUpdate(before, this.#model.stateDict(), decay);
    Object.values(next).forEach(keep);
    dispose(before);
    this.#average = next;
  }

  /**
   * Gives the model the averaged weights.
   *
   * @throws SurenetError `E_STATE` before the first update
   */
  apply(): void {
    if (this.#average === undefined)
      throw wrongState({ where: "WeightAverage.apply", problem: "nothing was averaged yet", fix: "Call update() first." });
    this.#last ??= new WeightSnapshot(this.#model.stateDict());
    this.#model.loadStateDict(this.#average);
  }

  /** Gives the model back the weights that it had before {@link apply}. */
  restore(): void {
    this.#last?.restore(this.#model);
    this.#last?.dispose();
    this.#last = undefined;
  }

  dispose(): void {
    dispose({ ...this.#average });
    this.#average = undefined;
    this.#last?.dispose();
    this.#last = undefined;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
