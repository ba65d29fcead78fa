import { type AvgPoolGradAttrs, type MaxPoolGradAttrs, type TensorInfo, type backend_util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../kernel.ts";
import { avgPoolGrad as loopedAverage, geometry, maxPoolGrad as loopedMaximum } from "../loops/pool-gradients.ts";
import { allFloat, type SimdCall, simdKernel } from "./simd-kernel.ts";

type Call<Attrs> = SimdCall<"dy" | "input", Attrs>;

/** {@link loopedMaximum}, four channels at a time. */
export const maxPoolGrad: Kernel = simdKernel(loopedMaximum, (call: Call<MaxPoolGradAttrs>) =>
  spread(call, geometry(call.inputs.input, call.attrs, call.attrs.dimRoundingMode), call.inputs.input),
);

/** {@link loopedAverage}, four channels at a time. */
export const avgPoolGrad: Kernel = simdKernel(loopedAverage, (call: Call<AvgPoolGradAttrs>) =>
  spread(call, geometry(call.inputs.input, call.attrs), undefined),
);

function spread(
  { inputs: { dy, input }, memory, simd, otherwise }: Call<object>,
  info: backend_util.Conv2DInfo,
  keys: TensorInfo | undefined,
): TensorInfo | TensorInfo[] {
  if (!allFloat(dy, input)) return otherwise();
  const dx = memory.make(input.shape);
  memory.views(dx)[0].fill(0);
  simd.kernels.poolGradient(
    info.batchSize, info.inHeight, info.inWidth, info.inChannels, info.outHeight, info.outWidth, info.filterHeight, info.filterWidth,
    info.strideHeight, info.strideWidth, info.dilationHeight, info.dilationWidth, info.padInfo.top, info.padInfo.left,
    memory.pointer(dy), keys === undefined ? 0 : memory.pointer(keys), memory.pointer(dx),
  ); // prettier-ignore
  return dx;
}
