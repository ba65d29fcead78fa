import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { invalidValue, shapeMismatch } from "@surenet/tensor-backend";
import type { RuleState } from "./manifold.ts";

/**
 * The tensors of one parameter out of a saved optimiser state: the names and shapes of the rule's initial state, no more and no less.
 *
 * @returns borrowed from `tensors`
 * @throws SurenetError `E_VALUE` for a missing name, `E_SHAPE`
 */
export function pickState(
  where: string,
  path: string,
  initialState: () => RuleState,
  tensors: Readonly<Record<string, Tensor>>,
): RuleState {
  const shapes: Record<string, readonly number[]> = {};
  tidy(() => {
    for (const [name, { shape }] of Object.entries(initialState())) shapes[name] = shape;
  });
  const picked: Record<string, Tensor> = {};
  for (const [name, shape] of Object.entries(shapes)) {
    const key = `${path}.${name}`;
    const tensor = Object.hasOwn(tensors, key) ? tensors[key] : undefined;
    if (tensor === undefined) throw invalidValue({ where, problem: `${key} is missing` });
    if (tensor.shape.join() !== shape.join())
      throw shapeMismatch({ where: `${where}, ${key}`, expected: `[${shape.join(", ")}]`, got: tensor.shape });
    picked[name] = tensor;
  }
  return picked;
}
