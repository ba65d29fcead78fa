import { type GradSaveFunc, type Tensor, customGrad, expandDims, mul, tidy } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";

/** Refuses a mask that does not fit a batch of sequences: `[batch, length]` for `[batch, length, channels]`. */
export function checkMask(where: string, x: Tensor, mask: Tensor | undefined): void {
  if (x.rank !== 3) throw shapeMismatch({ where, expected: "[batch, length, channels]", got: x.shape });
  if (mask === undefined || mask.shape.join() === x.shape.slice(0, 2).join()) return;
  const expected = `a mask [${x.shape.slice(0, 2).join(", ")}]`;
  throw shapeMismatch({ where, problem: `the mask does not fit features of shape [${x.shape.join(", ")}]`, expected, got: mask.shape });
}

/** Features with those of padding set to zero: `x[b, i, :] · mask[b, i]`. The mask is a constant of the gradient, which then need not hold the features. */
export function masked(x: Tensor, mask: Tensor | undefined): Tensor {
  if (mask === undefined) return x;
  return tidy(() => {
    const tokens = expandDims(mask, -1);
    const multiplied = customGrad((...args) => {
      const [features, save] = args as [Tensor, GradSaveFunc];
      save([tokens]);
      return { value: mul(features, tokens), gradFunc: (dy: Tensor, saved: Tensor[]): Tensor => mul(dy, saved[0] as Tensor) };
    });
    return multiplied(x);
  });
}
