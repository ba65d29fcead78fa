import { invalidOption } from "@surenet/tensor-backend";

/** A decay such as a momentum: in [0, 1). */
export function fraction(where: string, option: string, value: number): number {
  if (!(value >= 0 && value < 1)) throw invalidOption({ where, option, got: value, expected: "a number in [0, 1)" });
  return value;
}

/** An ε in a denominator: with 0 a parameter without gradient would become 0 / 0. */
export function positive(where: string, option: string, value: number): number {
  if (!(value > 0 && value < Infinity)) throw invalidOption({ where, option, got: value, expected: "a positive number" });
  return value;
}

export function nonNegative(where: string, option: string, value: number): number {
  if (!(value >= 0 && value < Infinity)) throw invalidOption({ where, option, got: value, expected: "a finite number >= 0" });
  return value;
}
