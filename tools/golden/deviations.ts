import { readFileSync } from "node:fs";
import { type GoldenCase, type StoredTensor, numbers } from "./vectors.ts";
import { formulas } from "./formulas.ts";

/** One place where the reference breaks its own promise and we keep it. */
export interface Deviation {
  /** `<package>/<subject>` */
  readonly subject: string;
  /** Holds when every named param has the value, or satisfies the comparison; `rank(x)` is the rank of input x, `some(list.field)` whether an item of a list has a field, `least(x)` the smallest number of input x and `finite(x)` whether all are, `call` the call of an error row. */
  readonly when: Readonly<Record<string, Condition>>;
  /** The fields that are ours here; all others must match the vector. */
  readonly fields: readonly string[];
  /** One sentence that cites the reference page. */
  readonly reason: string;
  /** Name of the independent float64 formula that gives the covered fields; none for an error row, whose only field is whether it raises. */
  readonly formula?: string;
  /** In place of a formula: the code of the error with which ours refuses the case. */
  readonly refusal?: string;
}

type Bounds = { readonly not?: unknown; readonly below?: number; readonly above?: number };
type Condition = string | number | boolean | null | readonly unknown[] | Bounds;

const listed: readonly Deviation[] = JSON.parse(readFileSync(new URL("./deviations.json", import.meta.url), "utf8"));

/** The list, checked: every predicate names at least one param beside the class, and every formula exists. */
export function deviations(): readonly Deviation[] {
  for (const { subject, when, formula, refusal } of listed) {
    if (Object.keys(when).length === 0) throw new Error(`a deviation covers all of ${subject}`);
    if (refusal !== undefined) continue;
    if (formula === undefined ? !subject.endsWith("/errors") : !(formula in formulas))
      throw new Error(`the deviation of ${subject} names an unknown formula ${formula}`);
  }
  return listed;
}

export function deviationsOf(subject: string, golden: GoldenCase): Deviation[] {
  return deviations().filter(
    (deviation) =>
      deviation.subject === subject && Object.entries(deviation.when).every(([name, condition]) => holds(valueOf(golden, name), condition)),
  );
}

/** What we expect of the covered fields of a case. */
export function expectation(deviation: Deviation, golden: GoldenCase): Record<string, StoredTensor> {
  const compute = formulas[deviation.formula ?? ""];
  if (compute === undefined) throw new Error(`there is no formula ${deviation.formula}`);
  return compute(golden);
}

function valueOf({ params, inputs = {}, call }: GoldenCase, name: string): unknown {
  const input = /^rank\((.+)\)$/.exec(name)?.[1];
  if (input !== undefined) return inputs[input]?.shape.length;
  const [, property = "", of = ""] = /^(least|finite)\((.+)\)$/.exec(name) ?? [];
  const stored = inputs[of];
  if (stored !== undefined)
    return property === "finite" ? numbers(stored).every(Number.isFinite) : Math.min(...numbers(stored).filter((x) => !Number.isNaN(x)));
  const [, list = "", field = ""] = /^some\((.+)\.(.+)\)$/.exec(name) ?? [];
  if (list !== "") return [params[list]].flat().some((item) => typeof item === "object" && item !== null && field in item);
  return name === "call" && call !== undefined ? call : params[name];
}

function holds(value: unknown, condition: Condition): boolean {
  if (Array.isArray(condition)) return JSON.stringify(value) === JSON.stringify(condition);
  if (typeof condition !== "object" || condition === null) return value === condition;
  const { not, below, above } = condition as Bounds;
  if (not !== undefined && value === not) return false;
  if (below !== undefined && !(typeof value === "number" && value < below)) return false;
  return above === undefined || (typeof value === "number" && value > above);
}
