import { CertifiedCrossEntropyLoss, HKRMulticlassLoss, TauCrossEntropyLoss } from "@surenet/lipschitz";
import type { Loss } from "@surenet/nn";
import { unsupported } from "@surenet/tensor-backend";

export const LOSSES = ["certified-ce", "hkr", "tau-ce"] as const;

/** A loss by its name on the command line, and the numbers that it reads. */
export interface LossPlan {
  readonly loss: (typeof LOSSES)[number];
  readonly tau?: number | undefined;
  readonly offset?: number | undefined;
  readonly alpha?: number | undefined;
  readonly margin?: number | undefined;
}

/** What each loss reads, and what it takes when nothing is given. */
const DEFAULTS: Readonly<Record<LossPlan["loss"], Omit<LossPlan, "loss">>> = {
  "certified-ce": { tau: 4, offset: 1 },
  hkr: { alpha: 0.98, margin: 1 },
  "tau-ce": { tau: 4 },
};

/**
 * The numbers of a loss, with its defaults where none are given.
 *
 * @param given from the command line, the numbers of other losses too
 * @param defaults instead of the loss's own
 * @throws SurenetError `E_UNSUPPORTED` for a number that this loss does not read
 */
export function lossPlan(given: LossPlan, defaults: Omit<LossPlan, "loss"> = {}): LossPlan {
  const { loss } = given;
  const plan: Record<string, number | undefined> = { ...DEFAULTS[loss], ...defaults };
  for (const name of ["tau", "offset", "alpha", "margin"] as const) {
    if (given[name] === undefined) continue;
    if (!(name in plan)) throw unsupported({ where: "train", problem: `--${name} means nothing with --loss ${loss}`, fix: "Remove it." });
    plan[name] = given[name];
  }
  return { loss, ...plan };
}

export function buildLoss({ loss, tau = 0, offset = 0, alpha = 0, margin = 0 }: LossPlan): Loss {
  if (loss === "hkr") return new HKRMulticlassLoss({ alpha, minMargin: margin });
  if (loss === "tau-ce") return new TauCrossEntropyLoss({ tau });
  return new CertifiedCrossEntropyLoss({ tau, offset });
}
