import type { Tensor } from "@tensorflow/tfjs-core";
import { invalidValue } from "@surenet/tensor-backend";

/**
 * Refuses class indices outside [0, classes), save those to be ignored. Reads the indices from the engine.
 *
 * @throws SurenetError `E_VALUE`
 */
export function checkIndices(where: string, indices: Tensor, classes: number, ignoreIndex?: number): void {
  const values = indices.dataSync();
  const wrong = values.findIndex((index) => index !== ignoreIndex && !(index >= 0 && index < classes));
  if (wrong < 0) return;
  const expected = `an index from 0 to ${classes - 1}${ignoreIndex === undefined ? "" : `, or ignoreIndex ${ignoreIndex}`}`;
  throw invalidValue({ where, problem: `target ${wrong} is not a class`, expected, got: values[wrong] });
}
