import { type Tensor, expandDims, mul, sum, tidy, transpose } from "@tensorflow/tfjs-core";
import { shapeMismatch, spikeMatMul } from "@surenet/tensor-backend";

/**
 * Sums the products of senders and receivers over the samples: `out[i, o] = Σ_b r_b · pre[b, i] · post[b, o]`, or `out[i] = Σ_b r_b · pre[b, i] · post[b, i]` for
 * neurons that are paired one to one.
 *
 * @param pre `[batch, in]`, or `[batch, in, out]` where each weight hears its sender at a time of its own; borrowed
 * @param post `[batch, out]`, borrowed
 * @param options `sparse` names the side with few numbers other than 0, whose product then costs as much as they do; `rows` weighs the samples, `[batch]`
 * @returns the weights' shape, owned by the caller
 * @throws SurenetError `E_SHAPE`
 * @example correlate(tensor([[1, 2]]), tensor([[3]])) // [[3], [6]]
 */
export function correlate(
  pre: Tensor,
  post: Tensor,
  {
    direct = false,
    rows,
    sparse = "post",
  }: { readonly direct?: boolean; readonly rows?: Tensor | undefined; readonly sparse?: "pre" | "post" } = {},
): Tensor {
  if (post.rank !== 2 || pre.shape[0] !== post.shape[0] || (direct && pre.shape.join() !== post.shape.join()))
    throw shapeMismatch({ where: "correlate", expected: "samples of senders and of receivers", got: `[${pre.shape.join(", ")}] and [${post.shape.join(", ")}]` }); // prettier-ignore
  return tidy(() => {
    const weighed = rows === undefined ? post : mul(post, expandDims(rows, 1));
    if (direct) return sum(mul(pre, weighed), 0);
    if (pre.rank === 3) return sum(mul(pre, expandDims(weighed, 1)), 0);
    if (sparse === "pre") return spikeMatMul(transpose(pre), weighed);
    return transpose(spikeMatMul(transpose(weighed), pre));
  });
}
