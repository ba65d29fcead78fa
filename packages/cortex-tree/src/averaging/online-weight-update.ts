import { type Tensor, add, clone, mul, tidy } from "@tensorflow/tfjs-core";
import { invalidOption } from "@surenet/tensor-backend";

/**
 * Moves averages a step towards new weights: `decay · average + (1 − decay) · weight`; integers take over the new number.
 *
 * @param average borrowed, by name
 * @param weights borrowed, of the same names and shapes
 * @returns owned by the caller
 * @throws SurenetError `E_OPTION` for a decay outside [0, 1]
 * @example onlineWeightUpdate({ w: tensor(1) }, { w: tensor(2) }, 0.9) // { w: 1.1 }
 */
export function onlineWeightUpdate(
  average: Readonly<Record<string, Tensor>>,
  weights: Readonly<Record<string, Tensor>>,
  decay: number,
): Record<string, Tensor> {
  // prettier-ignore
  if (!(decay >= 0 && decay <= 1)) throw invalidOption({ where: "onlineWeightUpdate", option: "decay", got: decay, expected: "a number in [0, 1]" });
  return tidy(() =>
    Object.fromEntries(
      Object.entries(weights).map(([name, weight]) => {
        const before = average[name];
        return [name, before === undefined || weight.dtype !== "float32" ? clone(weight) : add(mul(before, decay), mul(weight, 1 - decay))]; // prettier-ignore
      }),
    ),
  );
}
