import { readFileSync } from "node:fs";
import type { GoldenCase, StoredTensor } from "./vectors.ts";
import { formulas } from "./formulas.ts";

/** One place where the reference breaks its own promise and we keep it. */
export interface Deviation {
  /** `<package>/<subject>` */
  readonly subject: string;
  /** Holds when every named param has the value, or satisfies the comparison. */
  readonly when: Readonly<Record<string, Condition>>;
  /** The fields that are ours here; all others must match the vector. */
  readonly fields: readonly string[];
  /** One sentence that cites the reference page. */
  readonly reason: string;
  /** Name of the independent float64 formula that gives the covered fields. */
  readonly formula: string;
}

type Condition = string | number | boolean | null | { readonly not?: unknown; readonly below?: number; readonly above?: number };

const listed: readonly Deviation[] = JSON.parse(readFileSync(new URL("./deviations.json", import.meta.url), "utf8"));

/** The list, checked: every predicate names at least one param beside the class, and every formula exists. */
export function deviations(): readonly Deviation[] {
  for (const { subject, when, formula } of listed) {
    if (Object.keys(when).length === 0) throw new Error(`a deviation covers all of ${subject}`);
    if (!(formula in formulas)) throw new Error(`the deviation of ${subject} names an unknown formula ${formula}`);
  }
  return listed;
}

export function deviationsOf(subject: string, golden: GoldenCase): Deviation[] {
  return deviations().filter(
    (deviation) =>
      deviation.subject === subject && Object.entries(deviation.when).every(([name, condition]) => holds(golden.params[name], condition)),
  );
}

/** What we expect of the covered fields of a case. */
export function expectation(deviation: Deviation, golden: GoldenCase): Record<string, StoredTensor> {
  const compute = formulas[deviation.formula];
  if (compute === undefined) throw new Error(`there is no formula ${deviation.formula}`);
  return compute(golden);
}

function holds(value: unknown, condition: Condition): boolean {
  if (typeof condition !== "object" || condition === null) return value === condition;
  if ("not" in condition && value === condition.not) return false;
  if (condition.below !== undefined && !(typeof value === "number" && value < condition.below)) return false;
  return condition.above === undefined || (typeof value === "number" && value > condition.above);
}
