import type { Tensor } from "@tensorflow/tfjs-core";
import { invalidValue, SurenetError } from "@surenet/tensor-backend";

/**
 * Refuses class indices outside [0, classes), save those to be ignored. Reads them from the engine, and comes before any operation of a loss: what the tape of a gradient has
 * recorded stays when an error leaves it.
 *
 * @throws SurenetError `E_VALUE`; `E_DTYPE` for numbers that are no integers, among which a mistaken 0.7 would silently be class 0
 */
export function checkIndices(where: string, indices: Tensor, classes: number, ignoreIndex?: number): void {
  if (indices.dtype !== "int32") {
    throw new SurenetError("E_DTYPE", {
      where,
      problem: "class indices are integers",
      expected: "int32",
      got: indices.dtype,
      fix: 'Make them by tensor(labels, shape, "int32"), or cast(labels, "int32").',
    });
  }
  const values = indices.dataSync();
  const wrong = values.findIndex((index) => index !== ignoreIndex && !(index >= 0 && index < classes));
  if (wrong < 0) return;
  const expected = `an index from 0 to ${classes - 1}${ignoreIndex === undefined ? "" : `, or ignoreIndex ${ignoreIndex}`}`;
  throw invalidValue({ where, problem: `target ${wrong} is not a class`, expected, got: values[wrong] });
}
