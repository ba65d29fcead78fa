import { type ProvedNetwork, proveNetwork } from "@surenet/checker";
import { unsupported } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { lower } from "./lower.ts";

/**
 * A model's present weights as plain ops with all their constants proved; the model is put into evaluation for the reading.
 *
 * @param inputShape of one sample
 * @param leastOutputs of the head: two for classes that compete, one for signs
 * @throws SurenetError `E_UNSUPPORTED` for a layer or a head that nothing can be proved of
 */
export async function proveModel(model: Module, inputShape: readonly number[], leastOutputs: 1 | 2 = 2): Promise<ProvedNetwork> {
  const wasTraining = model.training;
  model.eval();
  try {
    return proveNetwork((await lower(model, inputShape)).ops, leastOutputs);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw unsupported({
      where: "certify",
      problem: cause.message,
      fix:
        leastOutputs === 2
          ? "A certified classifier ends in a linear layer with one output a class; for one output use certifySigns."
          : "It ends in a linear layer.",
      cause,
    });
  } finally {
    model.train(wasTraining);
  }
}
