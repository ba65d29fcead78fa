import {
  AvgPool, type AvgPoolAttrs, AvgPoolGrad, type AvgPoolGradAttrs, type GradConfig, MaxPool, type MaxPoolAttrs, MaxPoolGrad, type MaxPoolGradAttrs, type Tensor,
  argMax, backend_util, cast, equal, expandDims, mul, pad, range, stack, stridedSlice, sum, zeros,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { rule, ruleWithOutput } from "./rule.ts";
import { runKernel } from "./run-kernel.ts";

/** Gradients of pooling. Average pooling is linear; a maximum's gradient goes to the first largest element of its window. */
export const pools: readonly GradConfig[] = [
  rule(AvgPool, ["x"], (dy, { x }, attrs: AvgPoolAttrs) => ({ x: () => runKernel(AvgPoolGrad, { dy, input: x }, attrs) })),
  rule(AvgPoolGrad, ["input"], (ddx, { input }, attrs: AvgPoolGradAttrs) => ({
    dy: () => runKernel(AvgPool, { x: ddx }, attrs),
    input: () => zeros(input.shape),
  })),
  ruleWithOutput(MaxPool, ["x"], (dy, { x, output }, attrs: MaxPoolAttrs) => ({
    x: () => runKernel(MaxPoolGrad, { dy, input: x, output }, attrs),
  })),
  rule(MaxPoolGrad, ["input", "output"], (ddx, { input, output }, attrs: MaxPoolGradAttrs) => ({
    dy: () => atMaxima(ddx, input, attrs),
    input: () => zeros(input.shape),
    output: () => zeros(output.shape),
  })),
];

/** For every window, the element of `values` where `x` is largest: the adjoint of sending a gradient there. */
function atMaxima(values: Tensor, x: Tensor, attrs: MaxPoolGradAttrs): Tensor {
  const candidates = windows(x, -Infinity, attrs);
  const place = range(0, candidates.shape.at(-1) ?? 1, 1, "int32");
  const chosen = equal(expandDims(argMax(candidates, -1), -1), place);
  return sum(mul(windows(values, 0, attrs), cast(chosen, "float32")), -1);
}

/** The windows of an image, one per output position and channel: `[batch, outHeight, outWidth, channels, window]`. */
function windows(x: Tensor, padding: number, attrs: MaxPoolGradAttrs): Tensor {
  const { batchSize, outHeight, outWidth, outChannels, strideHeight, strideWidth, filterHeight, filterWidth, inHeight, inWidth, padInfo } =
    info(x, attrs);
  const [bottom, right] = [(outHeight - 1) * strideHeight, (outWidth - 1) * strideWidth];
  const [missingRows, missingColumns] = [bottom + filterHeight - inHeight - padInfo.top, right + filterWidth - inWidth - padInfo.left];
  const framed = pad(x, [[0, 0], [padInfo.top, Math.max(0, missingRows)], [padInfo.left, Math.max(0, missingColumns)], [0, 0]], padding); // prettier-ignore
  const taps: Tensor[] = [];
  for (let i = 0; i < filterHeight; i++) {
    for (let j = 0; j < filterWidth; j++) {
      const end = [batchSize, i + bottom + 1, j + right + 1, outChannels];
      taps.push(stridedSlice(framed, [0, i, j, 0], end, [1, strideHeight, strideWidth, 1]));
    }
  }
  return stack(taps, -1);
}

function info(x: Tensor, { filterSize, strides, pad, dimRoundingMode }: MaxPoolGradAttrs): backend_util.Conv2DInfo {
  return backend_util.computePool2DInfo(x.shape as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode);
}
