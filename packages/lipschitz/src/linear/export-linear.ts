import { createRng } from "@surenet/tensor-backend";
import { Linear, type Parameter } from "@surenet/nn";

/** A plain linear layer with the effective weight and the bias that a constrained one has now. */
export function exportLinear({ weight, bias }: { weight: Parameter; bias: Parameter | undefined }): Linear {
  const [inFeatures = 0, outFeatures = 0] = weight.shape;
  const plain = new Linear(inFeatures, outFeatures, { bias: bias !== undefined, rng: createRng(0) });
  plain.weight.assign(weight.value);
  if (bias !== undefined) plain.bias?.assign(bias.value);
  return plain;
}
