import { unsupported } from "@surenet/tensor-backend";
import { type Module, Parameter } from "@surenet/nn";

/**
 * The weight `[in, classes]` of the linear layer that a model ends in.
 *
 * @throws SurenetError `E_UNSUPPORTED` when there is none
 */
export function headOf(model: Module): Parameter {
  const last = model.children().at(-1);
  if (last !== undefined) return headOf(last);
  const weight = "weight" in model ? model.weight : undefined;
  if (weight instanceof Parameter && weight.shape.length === 2) return weight;
  throw unsupported({ where: "headOf", problem: `the model ends in ${model.constructor.name}`, expected: "a linear layer" });
}
