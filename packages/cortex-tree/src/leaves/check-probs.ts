import { type Tensor, sum, tidy } from "@tensorflow/tfjs-core";
import { invalidValue } from "@surenet/tensor-backend";

const RELATIVE = 1e-5; // what a sum of float32 probabilities may miss of 1, as in torch's allclose
const ABSOLUTE = 1e-8;

/**
 * Refuses what is no distribution along an axis: entries outside [0, 1], sums other than 1 (within 1e-5), NaN.
 *
 * @param probs borrowed
 * @param dim the axis of the classes
 * @returns true
 * @throws SurenetError `E_VALUE`
 * @example checkProbs(tensor([[0.25, 0.75]])) // true
 */
export function checkProbs(probs: Tensor, dim = -1): true {
  const where = "checkProbs";
  const wrong = probs.dataSync().find((value) => value < 0 || value > 1);
  if (wrong !== undefined) throw invalidValue({ where, problem: "an entry is no probability", expected: "numbers in [0, 1]", got: wrong });
  const sums = tidy(() => sum(probs, dim).dataSync());
  const off = sums.find((total) => !(Math.abs(total - 1) <= ABSOLUTE + RELATIVE));
  if (off !== undefined) throw invalidValue({ where, problem: `the probabilities along axis ${dim} do not sum to 1`, got: off });
  return true;
}
