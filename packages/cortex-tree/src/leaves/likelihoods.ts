import { type Tensor, cast, div, mean, mul, notEqual, reshape, slice, sum, tidy, tile } from "@tensorflow/tfjs-core";
import { pickedLogSoftmax, shapeMismatch } from "@surenet/tensor-backend";

/**
 * How likely the changed tokens of each text are, to an ensemble that saw the text without them.
 *
 * `mean_e Σ_i c_i log p_e,i(x_i) / Σ_i c_i`, where `c_i` says that position i was occluded (that its token differs); NaN where none was.
 *
 * @param logits `[members, batch, length, vocabulary]` of the occluded texts, borrowed
 * @param texts int32 `[batch, length]`: `tokens` as they are, `occluded` as the ensemble saw them
 * @returns `[batch]`, owned by the caller
 */
export function mlmConditionalLogLikelihood(
  logits: Tensor,
  { tokens, occluded }: { readonly tokens: Tensor; readonly occluded: Tensor },
): Tensor {
  return tidy(() => {
    const changed = cast(notEqual(tokens, occluded), "float32");
    return div(sum(mul(meanLogProbs("mlmConditionalLogLikelihood", logits, tokens), changed), 1), sum(changed, 1));
  });
}

/**
 * How likely each text is by the chain rule: the mean over its positions but the first of `log p(x_i | x_0 .. x_i−1)`.
 *
 * @param logits `[members, batch, length, vocabulary]`; those at a position are about the next one; borrowed
 * @param texts `[batch, length]`: `tokens` int32; where `paddingMask` is 0 a position counts nothing
 * @returns `[batch]`, owned by the caller
 */
export function autoregressiveLogLikelihood(
  logits: Tensor,
  { tokens, paddingMask }: { readonly tokens: Tensor; readonly paddingMask?: Tensor },
): Tensor {
  // prettier-ignore
  return tidy(() => {
    const [members = 0, batch = 0, length = 0, vocabulary = 0] = logits.shape;
    const before = slice(logits, [0, 0, 0, 0], [members, batch, length - 1, vocabulary]);
    const later = (x: Tensor): Tensor => slice(x, [0, 1], [batch, length - 1]);
    const logP = meanLogProbs("autoregressiveLogLikelihood", before, later(tokens));
    if (paddingMask === undefined) return mean(logP, 1);
    const counts = later(paddingMask);
    return div(sum(mul(logP, counts), 1), sum(counts, 1));
  });
}

/** The mean over the members of `log p(token)`, `[batch, length]`. */
function meanLogProbs(where: string, logits: Tensor, tokens: Tensor): Tensor {
  const [members = 0, batch = 0, length = 0, vocabulary = 0] = logits.shape;
  if (logits.rank !== 4 || tokens.shape.join() !== `${batch},${length}`)
    throw shapeMismatch({
      where,
      expected: `logits [members, batch, length, vocabulary] and tokens [${batch}, ${length}]`,
      got: [logits.shape, tokens.shape],
    });
  const rows = reshape(logits, [members * batch * length, vocabulary]);
  const targets = reshape(tile(tokens, [members, 1]), [-1]);
  return mean(reshape(pickedLogSoftmax(rows, targets), [members, batch, length]), 0);
}
