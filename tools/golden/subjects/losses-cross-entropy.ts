import { CrossEntropyLoss } from "@surenet/losses";
import type { CaseReader } from "../case-reader.ts";
import type { Got } from "../compare.ts";
import { lossProtocol } from "../loss-protocol.ts";

/** CrossEntropyLoss in the documented layout, classes on axis 1, and in brainpy's own, classes last. */
export function crossEntropy(golden: CaseReader): Record<string, Got> {
  golden.param("class");
  golden.param("call");
  golden.param("target_kind"); // how the targets were made; the inputs hold them
  const options = golden.options(["reduction", "label_smoothing", "ignore_index", "class_axis"]);
  const weight = golden.has("weight") ? { weight: golden.input("weight") } : {};
  return lossProtocol(golden, new CrossEntropyLoss({ ...options, ...weight }));
}
