import { absoluteNorm } from "../bounds/absolute-norm.ts";
import { normUp, sqrtUp, up } from "../arithmetic/rounding.ts";
import { type Bounds, once } from "./bounds.ts";
import { largestCount } from "./convolution-map.ts";
import { convolve, convolveTranspose, positions } from "./convolve.ts";
import { dense, denseTranspose } from "./evaluate.ts";
import type { Convolution, ConvolutionTranspose, Dense } from "./op.ts";

/** The ops that multiply by stored weights. */
export type Weighted = Dense | Convolution | ConvolutionTranspose;

/** The op with all its weights and biases made positive: at `|x|` it gives `|W||x| + |b|`, by which its rounding errors are measured. */
export function absolute(op: Weighted): Weighted {
  const bias = op.bias?.map(Math.abs);
  if (op.op === "dense") return { op: "dense", weight: { ...op.weight, data: op.weight.data.map(Math.abs) }, bias };
  return { op: op.op, map: { ...op.map, kernel: op.map.kernel.map(Math.abs) }, bias };
}

/** `>= ‖|W|‖₂`: at most the Frobenius norm, and for weights far from rank one much less. */
export function absoluteWeightNorm(op: Weighted, { absolutes }: Bounds): number {
  return once(absolutes, op, () => {
    const positive = absolute({ ...op, bias: undefined });
    if (positive.op === "dense") {
      const { rows, columns, data } = positive.weight;
      const swept = absoluteNorm(columns, (x) => dense(positive, x), (y) => denseTranspose(positive, y)); // prettier-ignore
      return rows === 0 ? 0 : Math.min(swept, normUp(data));
    }
    const { map } = positive;
    const swept = absoluteNorm(positions(map) * map.outChannels, (x) => convolve(map, x), (y) => convolveTranspose(map, y)); // prettier-ignore
    return Math.min(swept, up(sqrtUp(largestCount(map.axes[0]) * largestCount(map.axes[1])) * normUp(map.kernel)));
  });
}
