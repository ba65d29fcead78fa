import { invalidOption } from "@surenet/tensor-backend";

/** @throws SurenetError `E_OPTION` unless τ is a positive finite number */
export function positiveTau(where: string, tau: number): void {
  if (!(tau > 0 && tau < Infinity)) throw invalidOption({ where, option: "tau", got: tau, expected: "a positive finite number" });
}
