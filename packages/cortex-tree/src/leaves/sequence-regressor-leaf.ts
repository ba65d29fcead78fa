import { type Tensor, gather, reshape, slice, tensor, tidy, transpose } from "@tensorflow/tfjs-core";
import { invalidValue, shapeMismatch } from "@surenet/tensor-backend";
import { type JsonObject, readConfig } from "@surenet/nn";
import { regressionFigures } from "../metrics/regression-figures.ts";
import type { BranchOutputs, RootOutputs } from "../tree/outputs.ts";
import { corruptFracOf } from "./classifier-leaf.ts";
import type { Leaf } from "./leaf.ts";
import { readRegressorOptions, REGRESSOR_CONFIG, RegressorLeaf, type RegressorLeafOutput, requiredTargets } from "./regressor-leaf.ts";

/**
 * Answers with a Gaussian for every position between the first and the last one, which hold the start and the stop token.
 *
 * Which positions are labelled a mask says; the targets are those of the labelled positions, sample after sample: `[labelled, out]`.
 *
 * @throws SurenetError `E_SHAPE`, `E_VALUE`
 * @example new SequenceRegressorLeaf(64, 1, { rng }).forward(branch).loc // [batch, length − 2, 1]
 */
export class SequenceRegressorLeaf extends RegressorLeaf {
  static override readonly id: string = "cortex.SequenceRegressorLeaf";

  static override fromJSON(config: JsonObject): Leaf {
    const { inDim, outDim, ...rest } = readConfig("cortex.SequenceRegressorLeaf", config, REGRESSOR_CONFIG);
    return new SequenceRegressorLeaf(inDim, outDim, readRegressorOptions(rest));
  }

  protected override outputs({ branchFeatures }: BranchOutputs): RegressorLeafOutput {
    const [batch = 0, length = 0, dim = 0] = branchFeatures.shape;
    if (branchFeatures.rank !== 3 || length < 3)
      throw shapeMismatch({ where: "SequenceRegressorLeaf", expected: "[batch, length of at least 3, dim]", got: branchFeatures.shape });
    return this.answerOf(slice(branchFeatures, [0, 1, 0], [batch, length - 2, dim]));
  }

  /** @param positionMask `[batch, any length]`, 1 where a position is labelled; see {@link adjustSequenceMask}. All positions when omitted. */
  override loss({ canonParam }: RegressorLeafOutput, rootOutputs?: RootOutputs, targets?: Tensor, positionMask?: Tensor): Tensor {
    return tidy(() => {
      const places = labelledPlaces(canonParam.shape.slice(1), positionMask);
      const [, batch = 0, length = 0, out = 1] = canonParam.shape;
      const rows = reshape(transpose(canonParam, [1, 2, 0, 3]), [batch * length, 2, out]);
      const picked = transpose(gather(rows, places), [1, 0, 2]);
      const { labelSmoothing } = this;
      const alpha = labelSmoothing === "corrupt_frac" ? gather(corruptFracOf(rootOutputs), tensor(Array.from(places.dataSync(), (place) => Math.floor(place / length)), places.shape, "int32")) : labelSmoothing; // prettier-ignore
      return this.lossOf(picked, requiredTargets(targets), alpha);
    });
  }

  override async evaluate(
    { loc, scale }: RegressorLeafOutput,
    targets?: Tensor,
    _rootOutputs?: RootOutputs,
    positionMask?: Tensor,
  ): Promise<Record<string, number>> {
    // prettier-ignore
    const places = tidy(() => labelledPlaces(loc.shape, positionMask));
    const pick = (x: Tensor): Tensor => gather(reshape(x, [-1, this.outDim]), places);
    const picked = tidy(() => ({ loc: pick(loc), scale: pick(scale) }));
    try {
      return await regressionFigures(picked, requiredTargets(targets));
    } finally {
      for (const owned of [places, picked.loc, picked.scale]) owned.dispose();
    }
  }
}

/**
 * A mask `[batch, n]` cut, or padded with zeros, to the length of a target shape `[batch, length, ..]`; owned by the caller.
 *
 * @example adjustSequenceMask(tensor([[1, 1, 1]]), [1, 5, 1]) // [[1, 1, 1, 0, 0]]
 */
export function adjustSequenceMask(mask: Tensor, targetShape: readonly number[]): Tensor {
  const [batch = 0, length = 0] = targetShape;
  const [rows = 0, columns = 0] = mask.shape;
  if (mask.rank !== 2 || rows !== batch) throw shapeMismatch({ where: "adjustSequenceMask", expected: `[${batch}, n]`, got: mask.shape });
  const values = mask.dataSync();
  const kept = Float32Array.from({ length: batch * length }, (_, at) => {
    const column = at % length;
    return column < columns ? (values[Math.floor(at / length) * columns + column] ?? 0) : 0;
  });
  return tensor(kept, [batch, length]);
}

/** Row numbers, in the order of the samples, of the labelled positions of outputs `[batch, length, out]`. */
function labelledPlaces(shape: readonly number[], positionMask: Tensor | undefined): Tensor {
  const [batch = 0, length = 0] = shape;
  const mask = positionMask === undefined ? undefined : adjustSequenceMask(positionMask, shape).dataSync();
  const places = Array.from({ length: batch * length }, (_, i) => i).filter((i) => mask === undefined || mask[i] !== 0);
  if (places.length === 0) throw invalidValue({ where: "SequenceRegressorLeaf", problem: "no position is labelled" });
  return tensor(places, [places.length], "int32");
}
