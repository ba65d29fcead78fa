import { invalidOption } from "@surenet/tensor-backend";

/** A count of neurons, or the shape of a sheet or block of them; never with a batch axis. */
export type Shape = number | readonly number[];

/** @throws SurenetError `E_OPTION` unless every side is a positive integer */
export function neuronShape(where: string, shape: Shape, option: string = "shape"): readonly number[] {
  const sides: readonly unknown[] = Array.isArray(shape) ? shape : [shape];
  if (sides.length === 0 || !sides.every((side) => Number.isInteger(side) && Number(side) > 0))
    throw invalidOption({ where, option, got: shape, expected: "a positive integer, or a list of them" });
  return sides.map(Number);
}
