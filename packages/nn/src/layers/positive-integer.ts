import { invalidOption } from "@surenet/tensor-backend";

/** A size given by the user, checked; returned so that a constructor can assign it. */
export function positiveInteger(where: string, option: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 1) throw invalidOption({ where, option, got: value, expected: "a positive integer" });
  return value;
}
