import { invalidOption } from "@surenet/tensor-backend";

interface Checked {
  readonly where: string;
  readonly option: string;
  readonly got: unknown;
}

/** @throws SurenetError `E_OPTION` unless it is a finite number above 0 */
export function positive({ where, option, got }: Checked): number {
  if (typeof got === "number" && got > 0 && got < Infinity) return got;
  throw invalidOption({ where, option, got, expected: "a positive number" });
}

/** @throws SurenetError `E_OPTION` unless it is a finite number, 0 or above */
export function notNegative({ where, option, got }: Checked): number {
  if (typeof got === "number" && got >= 0 && got < Infinity) return got;
  throw invalidOption({ where, option, got, expected: "a number >= 0" });
}

/** @throws SurenetError `E_OPTION` unless it is a finite number other than 0 */
export function notZero({ where, option, got }: Checked): number {
  if (typeof got === "number" && Number.isFinite(got) && got !== 0) return got;
  throw invalidOption({ where, option, got, expected: "a finite number other than 0" });
}

/** @throws SurenetError `E_OPTION` unless it is a finite number */
export function finite({ where, option, got }: Checked): number {
  if (typeof got === "number" && Number.isFinite(got)) return got;
  throw invalidOption({ where, option, got, expected: "a finite number" });
}

/** @throws SurenetError `E_OPTION` unless every number is finite and below the next */
export function ascending(where: string, names: readonly string[], values: readonly number[]): void {
  values.forEach((value, i) => {
    const next = values[i + 1];
    finite({ where, option: names[i] ?? "", got: value });
    if (next !== undefined && !(value < next))
      throw invalidOption({ where, option: names[i] ?? "", got: value, expected: `a number below ${names[i + 1]}, which is ${next}` });
  });
}

/** @throws SurenetError `E_OPTION` when the first of two named numbers is above the second */
export function notAbove(where: string, pair: Readonly<Record<string, number>>): void {
  const [[option, got], [name, limit]] = Object.entries(pair) as [[string, number], [string, number]];
  if (!(got <= limit)) throw invalidOption({ where, option, got, expected: `a number up to ${name}, which is ${limit}` });
}
