import { engine } from "@tensorflow/tfjs-core";
import { SurenetError } from "@surenet/tensor-backend";
import { runErrorRow } from "./run-error-row.ts";
import { CaseReader } from "./case-reader.ts";
import { type Got, mismatch } from "./compare.ts";
import { deviationsOf, expectation } from "./deviations.ts";
import type { Outcome } from "./outcome.ts";
import { adapters } from "./subjects.ts";
import { type GoldenCase, type GoldenFile, extras, toleranceOf } from "./vectors.ts";

export interface CaseResult {
  readonly subject: string;
  readonly name: string;
  readonly outcome: Outcome;
}

/** Runs every case of a file through our packages; an unknown subject, a field nobody computes and an input nobody reads are failures. */
export async function runFile({ subject, cases }: GoldenFile): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  for (const [index, golden] of cases.entries()) {
    const isErrorRow = subject.endsWith("/errors");
    const name = isErrorRow ? `${String(golden["call"])} ${JSON.stringify(golden.params)}` : (golden.name ?? `#${index}`);
    results.push({ subject, name, outcome: await (isErrorRow ? runErrorRow : runCase)(subject, golden) });
  }
  return results;
}

async function runCase(subject: string, golden: GoldenCase): Promise<Outcome> {
  const adapter = adapters[subject];
  if (adapter === undefined) return { kind: "failed", why: "there is no adapter for this subject" };
  const reader = new CaseReader(golden);
  engine().startScope();
  try {
    const got = await adapter(reader);
    const unread = reader.unread();
    if (unread.length > 0) return { kind: "failed", why: `the adapter does not read ${unread.join(", ")}` };
    return compare(subject, golden, got);
  } catch (error) {
    return refused(subject, golden, error);
  } finally {
    engine().endScope();
  }
}

/** A listed refusal is what we expect of the whole case; any other error is a failure. */
function refused(subject: string, golden: GoldenCase, error: unknown): Outcome {
  const code = error instanceof SurenetError ? error.code : undefined;
  const reasons = deviationsOf(subject, golden).filter(({ refusal }) => refusal !== undefined && refusal === code).map(({ reason }) => reason); // prettier-ignore
  if (reasons.length > 0) return { kind: "deviates", reasons };
  return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
}

function compare(subject: string, golden: GoldenCase, got: Readonly<Record<string, Got>>): Outcome {
  const reasons: string[] = [];
  const want = { ...golden.expect };
  for (const deviation of deviationsOf(subject, golden)) {
    if (deviation.refusal !== undefined) return { kind: "failed", why: `ours accepts what is listed as refused with ${deviation.refusal}` };
    const ours = expectation(deviation, golden);
    for (const field of deviation.fields.filter((name) => name in want)) {
      const expected = ours[field];
      if (expected === undefined) return { kind: "failed", why: `the formula ${deviation.formula} gives no ${field}` };
      want[field] = expected;
      reasons.push(deviation.reason);
    }
  }
  for (const [field, expected] of Object.entries(want)) {
    if (field.startsWith("upstream.")) continue;
    const why = mismatch(got[field], expected, toleranceOf(subject, golden));
    if (why !== undefined) return { kind: "failed", why: `${field}: ${why}` };
  }
  for (const [field, expected] of extras(golden)) {
    if (JSON.stringify(got[field]) !== JSON.stringify(expected))
      return { kind: "failed", why: `${field}: ${String(got[field])}, want ${String(expected)}` };
  }
  return reasons.length > 0 ? { kind: "deviates", reasons: [...new Set(reasons)] } : { kind: "passed" };
}
