import { absoluteNorm } from "../bounds/absolute-norm.ts";
import { normUp, sqrtUp, up } from "../arithmetic/rounding.ts";
import { type Bounds, once } from "./bounds.ts";
import { largestCount, outputsOf } from "./convolution-map.ts";
import { convolve, convolveTranspose } from "./convolve.ts";
import { denseTranspose, type Weighted, weighted } from "./evaluate-with.ts";

/** `>= ‖|W|‖₂`: at most the Frobenius norm, and for weights far from rank one much less. */
export function absoluteWeightNorm(op: Weighted, { absolutes }: Bounds): number {
  return once(absolutes, op, () => {
    if (op.op === "dense") {
      const { rows, columns, data } = op.weight;
      const positive = { op: op.op, weight: { rows, columns, data: data.map(Math.abs) } };
      const swept = absoluteNorm(columns, (x) => weighted(positive, x), (y) => denseTranspose(positive, y)); // prettier-ignore
      return rows === 0 ? 0 : Math.min(swept, normUp(data));
    }
    const map = { ...op.map, kernel: op.map.kernel.map(Math.abs) };
    const swept = absoluteNorm(outputsOf(map), (x) => convolve(map, x), (y) => convolveTranspose(map, y)); // prettier-ignore
    return Math.min(swept, up(sqrtUp(largestCount(map.axes[0]) * largestCount(map.axes[1])) * normUp(map.kernel)));
  });
}
