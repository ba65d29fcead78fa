import { type Tensor, tidy } from "@tensorflow/tfjs-core";
import { Linear, type Sequential } from "@surenet/nn";
import { invalidValue, unsupported } from "@surenet/tensor-backend";
import type { LaplaceFit } from "./last-layer-laplace.ts";

/**
 * What a trained network's last layer sees of some rows, in evaluation mode.
 *
 * @param model whose last layer is a `Linear`
 * @param x `[rows, ..]`, borrowed
 * @returns `[rows, features]`, owned by the caller
 * @throws SurenetError `E_UNSUPPORTED` for another last layer; `E_VALUE` without rows
 * @example lastLayerFeatures(model, x).dataSync() // for LastLayerLaplace.probabilities
 */
export function lastLayerFeatures(model: Sequential, x: Tensor): Tensor {
  headOf(model);
  if (x.size === 0) throw invalidValue({ where: "lastLayerFeatures", problem: "there are no rows", expected: "at least one" });
  const { training } = model;
  model.eval();
  try {
    return tidy(() => model.layers.slice(0, -1).reduce((value, layer) => layer.forward(value), x.clone()));
  } finally {
    model.train(training);
  }
}

/**
 * The training rows' features and the last layer's numbers, read from the engine for {@link LastLayerLaplace}.
 *
 * @throws SurenetError `E_UNSUPPORTED`, `E_VALUE`
 * @example new LastLayerLaplace(await readLaplaceFit(model, x), { priorPrecision: 30 })
 */
export async function readLaplaceFit(model: Sequential, x: Tensor): Promise<LaplaceFit> {
  const head = headOf(model);
  const features = lastLayerFeatures(model, x);
  try {
    const bias = head.bias === undefined ? new Float32Array(head.outFeatures) : await head.bias.variable.data();
    return { features: await features.data(), rows: features.shape[0] ?? 0, weight: await head.weight.variable.data(), bias };
  } finally {
    features.dispose();
  }
}

function headOf({ layers }: Sequential): Linear {
  const head = layers.at(-1);
  if (head instanceof Linear) return head;
  const got = head?.constructor.name ?? "no layers";
  throw unsupported({ where: "LastLayerLaplace", problem: "the last layer has no curvature that is known here", expected: "a Linear of @surenet/nn", got }); // prettier-ignore
}
