import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { checkOptions, shapeMismatch } from "@surenet/tensor-backend";
import type { Batch, BatchOptions, Dataset } from "../batches/batch.ts";
import { type AffineOptions, randomAffine } from "./affine.ts";

/**
 * A dataset whose images {@link randomAffine} changes anew in every pass; targets stay.
 *
 * The changes of a batch follow from `rng`, from the pass's order and from the batch's number alone: with equal seeds a pass repeats, also from its middle on. Without a pass's rng they
 * are the same in every pass.
 *
 * @throws SurenetError `E_SHAPE` unless the samples are images, `E_OPTION`
 * @example augmented(digits, { rng: createRng(1), shift: 1 })
 */
export function augmented(data: Dataset, options: AffineOptions): Dataset {
  checkOptions("augmented", options, ["rng", "rotation", "shear", "scale", "shift"]);
  const { inputShape } = data;
  if (inputShape.length < 2 || inputShape.length > 3)
    throw shapeMismatch({ where: "augmented", expected: "images of shape [height, width] or [height, width, channels]", got: inputShape });
  randomAffine({ images: new Float32Array(inputShape.reduce((a, b) => a * b, 1)), shape: inputShape }, options); // refuses bad options now
  const { size, classes } = data;
  return { size, inputShape, ...(classes !== undefined && { classes }), batches: (pass) => augmentedBatches(data, pass, options) };
}

async function* augmentedBatches(data: Dataset, pass: BatchOptions, options: AffineOptions): AsyncGenerator<Batch, void, undefined> {
  // the pass's key is part of the name, so that every epoch draws other changes
  const rng = options.rng.fork(`pass-${pass.rng?.state.key.join("-") ?? "unshuffled"}`);
  let number = pass.from ?? 0;
  for await (const batch of data.batches(pass)) {
    const { input } = batch;
    const changed = await changedInput(input, { ...options, rng: rng.fork(number++) });
    input.dispose();
    yield { ...batch, input: changed };
  }
}

async function changedInput(input: Tensor, options: AffineOptions): Promise<Tensor> {
  const images = Float32Array.from(await input.data());
  return tensor(randomAffine({ images, shape: input.shape.slice(1) }, options), input.shape);
}
