import { type Tensor, reshape } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";

/**
 * `[batch, ...shape]` as `[batch, size]`.
 *
 * @throws SurenetError `E_SHAPE`
 */
export function flatInputs(where: string, x: Tensor, shape: readonly number[]): Tensor {
  const [batch = 0, ...rest] = x.shape;
  if (rest.join() !== shape.join()) throw shapeMismatch({ where, expected: `[batch, ${shape.join(", ")}]`, got: x.shape });
  return reshape(x, [batch, shape.reduce((product, side) => product * side, 1)]);
}
