import { engine } from "@tensorflow/tfjs-core";
import { SurenetError } from "@surenet/tensor-backend";
import { deviationsOf } from "./deviations.ts";
import type { Outcome } from "./outcome.ts";
import { errorAdapters } from "./subjects.ts";
import type { GoldenCase } from "./vectors.ts";

/** A call that the reference refuses (`raises`) or accepts: ours does the same, or the difference is listed with its reason. */
export async function runErrorRow(subject: string, row: GoldenCase): Promise<Outcome> {
  const { call, params, raises } = row as GoldenCase & { readonly call: string; readonly raises: boolean };
  const attempt = errorAdapters[subject]?.(call, params);
  if (attempt === undefined) return { kind: "failed", why: "the runner does not know this call" };
  const refused = await refuses(attempt);
  if (typeof refused === "string") return { kind: "failed", why: refused };
  if (refused === raises) return { kind: "passed" };
  const reasons = deviationsOf(subject, row).map(({ reason }) => reason);
  if (reasons.length > 0) return { kind: "deviates", reasons };
  return { kind: "failed", why: refused ? "ours refuses it" : "ours accepts it" };
}

/** Whether a call ends in one of our errors; a sentence when it ends in any other. */
async function refuses(attempt: () => unknown): Promise<boolean | string> {
  engine().startScope();
  try {
    await attempt();
    return false;
  } catch (error) {
    return error instanceof SurenetError || `not an error of ours: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    engine().endScope();
  }
}
