import { HKRMulticlassLoss, TauBCEWithLogitsLoss, TauCrossEntropyLoss } from "@surenet/lipschitz";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { lossProtocol } from "../loss-protocol.ts";

export function hkrMulticlass(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  golden.param("target_kind"); // how the targets were made; the inputs hold them
  const loss = new HKRMulticlassLoss(golden.options(["alpha", "min_margin", "reduction", "multi_gpu"]));
  return { ...lossProtocol(golden, loss), alpha: loss.alpha };
}

export function tauLosses(golden: CaseReader): Record<string, Got> {
  const name = golden.param<string>("class");
  const tensors = Object.fromEntries(
    [
      ["weight", "weight"],
      ["pos_weight", "posWeight"],
    ]
      .filter(([field = ""]) => golden.has(field))
      .map(([field = "", option = ""]) => [option, golden.input(field)]),
  );
  const tau = golden.param<number>("tau") ?? 1;
  if (name === "TauCrossEntropyLoss") {
    return lossProtocol(
      golden,
      new TauCrossEntropyLoss({ tau, ...golden.options(["reduction", "label_smoothing", "ignore_index"]), ...tensors }),
    );
  }
  if (name === "TauBCEWithLogitsLoss")
    return lossProtocol(golden, new TauBCEWithLogitsLoss({ tau, ...golden.options(["reduction"]), ...tensors }));
  throw new Error(`the runner does not know the class ${String(name)}`);
}
