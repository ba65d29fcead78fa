import { CertifiedCrossEntropyLoss, HKRMulticlassLoss, TauCrossEntropyLoss } from "@surenet/lipschitz";
import { unsupported } from "@surenet/tensor-backend";
import type { Loss } from "@surenet/nn";

export const LOSSES = ["certified-ce", "hkr", "tau-ce"] as const;

export interface LossOptions {
  readonly loss: string;
  readonly tau?: number | undefined;
  readonly offset?: number | undefined;
  readonly alpha?: number | undefined;
  readonly margin?: number | undefined;
}

/** Which options each loss reads. */
const READS: Readonly<Record<string, readonly (keyof LossOptions)[]>> = {
  "certified-ce": ["tau", "offset"],
  hkr: ["alpha", "margin"],
  "tau-ce": ["tau"],
};

/** A loss by its name on the command line. */
export function buildLoss(options: LossOptions): Loss {
  const { loss, tau, offset, alpha = 0.98, margin = 1 } = options;
  const stray = (["tau", "offset", "alpha", "margin"] as const).find((name) => options[name] !== undefined && !READS[loss]?.includes(name));
  if (stray !== undefined) throw unsupported({ where: "train", problem: `--${stray} means nothing with --loss ${loss}`, fix: "Remove it." });
  if (loss === "hkr") return new HKRMulticlassLoss({ alpha, minMargin: margin });
  if (loss === "tau-ce") return new TauCrossEntropyLoss({ tau: tau ?? 4 });
  return new CertifiedCrossEntropyLoss({ ...(tau === undefined ? {} : { tau }), ...(offset === undefined ? {} : { offset }) });
}
