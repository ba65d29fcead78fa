import { type Tensor, add, matMul, reshape, tidy, transpose } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";
import { Linear, type Parameter } from "@surenet/nn";

/**
 * A {@link Linear} whose weight may be another's: a matrix `[out, in]`, as an embedding is, then stands in for its own.
 *
 * `y = x · Tᵀ + b` while tied to T. Its own weight rests meanwhile: it is not trained.
 */
export class TiedLinear extends Linear {
  tied: Parameter | undefined;

  /** @throws SurenetError `E_SHAPE` */
  tie(weight: Parameter): void {
    const expected = [this.outFeatures, this.inFeatures];
    if (weight.shape.join() !== expected.join())
      throw shapeMismatch({ where: "tieLastLayerWeight", expected: `[${expected.join(", ")}]`, got: weight.shape });
    this.tied = weight;
    this.weight.trainable = false;
  }

  /** Its own weight starts again from what the other's is now. */
  untie(): void {
    const { tied } = this;
    if (tied === undefined) return;
    tidy(() => this.weight.assign(transpose(tied.value)));
    this.weight.trainable = true;
    this.tied = undefined;
  }

  override forward(x: Tensor): Tensor {
    const { tied } = this;
    if (tied === undefined) return super.forward(x);
    return tidy(() => {
      const rows = matMul(reshape(x, [-1, this.inFeatures]), tied.value, false, true);
      const shifted = this.bias === undefined ? rows : add(rows, this.bias.value);
      return reshape(shifted, [...x.shape.slice(0, -1), this.outFeatures]);
    });
  }
}
