import { type Tensor, cast, max, mul, oneHot, sub, sum, tidy } from "@tensorflow/tfjs-core";

/**
 * How far each sample's class is ahead: `f_y - max_{j≠y} f_j`, `[N]`; or ahead of one given rival each, `f_y - f_j`.
 *
 * @param logits `[N, C]`
 * @param labels int32 `[N]`
 */
export function margins(logits: Tensor, labels: Tensor, rivals?: Tensor): Tensor {
  const classes = logits.shape.at(-1) ?? 1;
  return tidy(() => {
    const own = cast(oneHot(labels, classes), "float32");
    const ahead = sum(mul(logits, own), -1);
    if (rivals !== undefined) return sub(ahead, sum(mul(logits, cast(oneHot(rivals, classes), "float32")), -1));
    return sub(ahead, max(sub(logits, mul(own, 1e30)), -1));
  });
}
