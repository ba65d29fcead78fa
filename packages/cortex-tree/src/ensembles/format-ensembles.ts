import { type Tensor, argMax, stack, tidy } from "@tensorflow/tfjs-core";
import { invalidValue } from "@surenet/tensor-backend";
import { softmax } from "@surenet/nn";
import { checkProbs } from "../leaves/check-probs.ts";
import { checkScale } from "../leaves/check-scale.ts";
import type { ClassifierLeafOutput } from "../leaves/classifier-leaf.ts";
import type { RegressorLeafOutput } from "../leaves/regressor-leaf.ts";

/**
 * The answers of an ensemble of classifiers: `<task>_class_probs` `[members, batch, classes]` and `<task>_top_1`, the class of each member, int32 `[members, batch]`.
 *
 * @param leafOutputs of each member, borrowed
 * @returns owned by the caller
 * @throws SurenetError `E_VALUE` for an empty ensemble, or logits that are no numbers
 */
export function formatClassifierEnsembleOutput(leafOutputs: readonly ClassifierLeafOutput[], taskKey: string): Record<string, Tensor> {
  checkMembers("formatClassifierEnsembleOutput", leafOutputs);
  return tidy(() => {
    const probs = stack(leafOutputs.map(({ logits }) => softmax(logits)));
    checkProbs(probs);
    return { [`${taskKey}_class_probs`]: probs, [`${taskKey}_top_1`]: argMax(probs, -1) };
  });
}

/**
 * The answers of an ensemble of regressors: `<task>_mean` and `<task>_st_dev`, `[members, batch, out]`.
 *
 * @throws SurenetError `E_VALUE` for an empty ensemble, or a deviation that is not positive
 */
export function formatRegressorEnsembleOutput(
  leafOutputs: readonly Pick<RegressorLeafOutput, "loc" | "scale">[],
  taskKey: string,
): Record<string, Tensor> {
  // prettier-ignore
  checkMembers("formatRegressorEnsembleOutput", leafOutputs);
  return tidy(() => {
    const scale = stack(leafOutputs.map((outputs) => outputs.scale));
    checkScale(scale);
    return { [`${taskKey}_mean`]: stack(leafOutputs.map(({ loc }) => loc)), [`${taskKey}_st_dev`]: scale };
  });
}

function checkMembers(where: string, leafOutputs: readonly unknown[]): void {
  if (leafOutputs.length === 0) throw invalidValue({ where, problem: "the ensemble has no members" });
}
