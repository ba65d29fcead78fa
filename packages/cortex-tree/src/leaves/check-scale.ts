import type { Tensor } from "@tensorflow/tfjs-core";
import { invalidValue } from "@surenet/tensor-backend";

/**
 * Refuses standard deviations of 0 or less.
 *
 * @returns true
 * @throws SurenetError `E_VALUE`
 */
export function checkScale(scale: Tensor): true {
  const wrong = scale.dataSync().find((value) => value <= 0);
  if (wrong !== undefined) throw invalidValue({ where: "checkScale", problem: "a standard deviation is not positive", got: wrong });
  return true;
}
