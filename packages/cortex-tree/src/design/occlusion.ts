import { type Scalar, type Tensor, cast, fill, grad, mul, stack, sub, sum, tensor, tidy, where } from "@tensorflow/tfjs-core";
import { shapeMismatch } from "@surenet/tensor-backend";

/** A score for each text of `[batch, length]` tokens: `[batch]`. */
export type TokenScore = (tokens: Tensor) => Tensor;

export interface OcclusionOptions {
  /** The token that stands for nothing. */
  readonly nullValue: number;
  /** `[batch, length]`, 1 where a position is not to be tried; none when omitted. */
  readonly isExcluded?: Tensor;
}

/**
 * What a score becomes when one position is blanked out: the score with position i replaced, for every i.
 *
 * A position that is excluded in every text is not tried: −∞.
 *
 * @param tokens int32 `[batch, length]`, borrowed
 * @returns `[batch, length]`, owned by the caller
 * @throws SurenetError `E_SHAPE`
 */
export function occlusion(score: TokenScore, tokens: Tensor, { nullValue, isExcluded }: OcclusionOptions): Tensor {
  const [batch = 0, length = 0] = tokens.shape;
  checkExcluded("occlusion", [batch, length], isExcluded);
  const excluded = isExcluded?.dataSync();
  const rows = Int32Array.from(tokens.dataSync());
  return tidy(() =>
    stack(
      Array.from({ length }, (_, i) => {
        if (excluded !== undefined && Array.from({ length: batch }, (__, b) => excluded[b * length + i] ?? 0).every(Boolean))
          return fill([batch], -Infinity);
        const occluded = rows.map((token, at) => (at % length === i ? nullValue : token));
        return score(tensor(occluded, [batch, length], "int32"));
      }),
      1,
    ),
  );
}

/** A score for each text of `[batch, length, dim]` embeddings: `[batch]`, differentiable. */
export type EmbeddingScore = (embeddings: Tensor) => Tensor;

/**
 * {@link occlusion} to the first order, for the price of one gradient: how much the score would change, `∇_i s · (null − e_i)`.
 *
 * @param embeddings `[batch, length, dim]`, borrowed
 * @returns `[batch, length]`, −∞ where a position is excluded; owned by the caller
 */
export function approximateOcclusion(
  score: EmbeddingScore,
  embeddings: Tensor,
  { nullEmbedding, isExcluded }: { readonly nullEmbedding: Tensor; readonly isExcluded?: Tensor },
): Tensor {
  // prettier-ignore
  checkExcluded("approximateOcclusion", embeddings.shape.slice(0, 2), isExcluded);
  return tidy(() => {
    const slope = grad((e: Tensor) => sum(score(e)) as Scalar)(embeddings);
    const change = sum(mul(slope, sub(nullEmbedding, embeddings)), -1);
    return isExcluded === undefined ? change : where(cast(isExcluded, "bool"), fill(change.shape, -Infinity), change);
  });
}

function checkExcluded(caller: string, shape: readonly number[], isExcluded: Tensor | undefined): void {
  if (isExcluded === undefined || isExcluded.shape.join() === shape.join()) return;
  throw shapeMismatch({
    where: caller,
    problem: "isExcluded does not fit the tokens",
    expected: `[${shape.join(", ")}]`,
    got: isExcluded.shape,
  });
}
