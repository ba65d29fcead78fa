import { type Op, type ProvedNetwork, proveNetwork, type ProveOptions } from "@surenet/checker";
import { unsupported } from "@surenet/tensor-backend";
import type { Module } from "@surenet/nn";
import { lower } from "./lower.ts";
import type { Lowered } from "./lowered.ts";

/** A model as plain ops, and what is proved of them. */
export interface ProvedModel extends ProvedNetwork {
  /** The whole chain, its head last. */
  readonly ops: readonly Op[];
}

/**
 * A model's present weights as plain ops with all their constants proved; the model is put into evaluation for the reading.
 *
 * @param inputShape of one sample
 * @param options of the proof: the head's least outputs, two for classes that compete (the default), one for signs; where claims come from
 * @throws SurenetError `E_UNSUPPORTED` for a layer or a head that nothing can be proved of
 */
export async function proveModel(model: Module, inputShape: readonly number[], options: ProveOptions = {}): Promise<ProvedModel> {
  const { ops } = await lowerInEvaluation(model, inputShape);
  return provable(() => ({ ...proveNetwork(ops, options), ops }), options);
}

/** A model's present weights as plain ops; the model is put into evaluation for the reading. */
export async function lowerInEvaluation(model: Module, inputShape: readonly number[]): Promise<Lowered> {
  const wasTraining = model.training;
  model.eval();
  try {
    return await lower(model, inputShape);
  } finally {
    model.train(wasTraining);
  }
}

/** A proof whose failure is told in our words. */
export async function provable<T>(prove: () => T | Promise<T>, { leastOutputs = 2 }: ProveOptions = {}): Promise<T> {
  try {
    return await prove();
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
  }
}
