import { type Tensor, add, div, less, mean, mul, ones, onesLike, sqrt, square, sub, sum, tidy, where, zeros } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import { Buffer, type JsonObject, Module, positiveInteger, readConfig } from "@surenet/nn";

export interface StandardizeOptions {
  /** Deviations below it count as 1: a constant outcome is only shifted. */
  readonly minStdv?: number;
}

/**
 * Moves and scales outcomes to mean 0 and deviation 1: in training by the numbers of the batch, which it remembers, in evaluation by those it remembers.
 *
 * `z = (y − mean) / stdv`, with the unbiased deviation
 *
 * @param y `[batch, outcomes]`, borrowed
 * @throws SurenetError `E_OPTION`, `E_SHAPE`
 * @example new Standardize(1).forward(tensor([[1], [3]])) // [[-0.7071], [0.7071]]
 */
export class Standardize extends Module {
  static readonly id: string = "cortex.Standardize";
  readonly outcomes: number;
  readonly minStdv: number;
  readonly means: Buffer;
  readonly stdvs: Buffer;

  constructor(outcomes: number, options: StandardizeOptions = {}) {
    super();
    checkOptions("Standardize", options, ["minStdv"]);
    this.outcomes = positiveInteger("Standardize", "outcomes", outcomes);
    this.minStdv = options.minStdv ?? 1e-8;
    this.means = new Buffer(() => zeros([1, outcomes]));
    this.stdvs = new Buffer(() => ones([1, outcomes]));
  }

  static fromJSON(config: JsonObject): Standardize {
    const { outcomes, minStdv } = readConfig("cortex.Standardize", config, { outcomes: "number", minStdv: "number" });
    return new Standardize(outcomes, { minStdv });
  }

  override config(): JsonObject {
    return { outcomes: this.outcomes, minStdv: this.minStdv };
  }

  forward(y: Tensor): Tensor {
    if (y.rank !== 2 || y.shape[1] !== this.outcomes)
      throw shapeMismatch({ where: "Standardize", expected: `[batch, ${this.outcomes}]`, got: y.shape });
    return tidy(() => {
      if (this.training) this.#learn(y);
      return div(sub(y, this.means.variable), this.stdvs.variable);
    });
  }

  /** Of deviations: `scale / stdv`. */
  transformScale(scale: Tensor): Tensor {
    return tidy(() => div(scale, this.stdvs.variable));
  }

  /** The way back, of outcomes. */
  untransform(z: Tensor): Tensor {
    return tidy(() => add(mul(z, this.stdvs.variable), this.means.variable));
  }

  /** The way back, of deviations. */
  untransformScale(scale: Tensor): Tensor {
    return tidy(() => mul(scale, this.stdvs.variable));
  }

  #learn(y: Tensor): void {
    const centre = mean(y, 0, true);
    const stdv = sqrt(div(sum(square(sub(y, centre)), 0, true), Math.max(1, (y.shape[0] ?? 0) - 1)));
    this.means.assign(centre);
    this.stdvs.assign(where(less(stdv, this.minStdv), onesLike(stdv), stdv));
  }
}
