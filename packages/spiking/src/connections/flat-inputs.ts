import { type Tensor, reshape } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";

/**
 * `[batch, ...shape]` as `[batch, size]`; what is flat already is given back as it is.
 *
 * @throws SurenetError `E_SHAPE`
 */
export function flatInputs(where: string, x: Tensor, shape: readonly number[]): Tensor {
  const [batch = 0, ...rest] = x.shape;
  if (rest.join() !== shape.join()) throw shapeMismatch({ where, expected: `[batch, ${shape.join(", ")}]`, got: x.shape });
  return shape.length === 1 ? x : reshape(x, [batch, shape.reduce((product, side) => product * side, 1)]);
}
