import { invalidOption } from "@surenet/tensor-backend";

/** A decay such as a momentum: in [0, 1). */
export function fraction(where: string, option: string, value: number): number {
  if (!(value >= 0 && value < 1)) throw invalidOption({ where, option, got: value, expected: "a number in [0, 1)" });
  return value;
}

export function nonNegative(where: string, option: string, value: number): number {
  if (!(value >= 0 && value < Infinity)) throw invalidOption({ where, option, got: value, expected: "a finite number >= 0" });
  return value;
}
