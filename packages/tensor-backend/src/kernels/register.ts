import { broadcastMatMul } from "./composed/broadcast-batches.ts";
import { einsum } from "./composed/einsum.ts";
import { convSequences } from "./composed/sequence-convolution.ts";
import { erf } from "./cpu/erf.ts";
import { tensorScatterUpdate } from "./cpu/tensor-scatter-update.ts";
import type { Kernel } from "./kernel.ts";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./loops/depthwise-gradients.ts";
import { tile } from "./loops/tile.ts";
import { unsortedSegmentSum } from "./loops/unsorted-segment-sum.ts";
import { adamStep } from "./simd/adam-step.ts";
import { registerOne } from "./register-one.ts";
import { comparisons } from "./simd/comparisons.ts";
import { conv2d, conv2dBackpropFilter, conv2dBackpropInput, fusedConv2d } from "./simd/convolution.ts";
import { elementwise } from "./simd/elementwise.ts";
import { fusedMatMul } from "./simd/fused-mat-mul.ts";
import { gather } from "./simd/gather.ts";
import { groupPermute, groupRestore, groupSort } from "./simd/group-sort.ts";
import { lifStep } from "./simd/lif-step.ts";
import { matMul } from "./simd/mat-mul.ts";
import { avgPoolGrad, maxPoolGrad } from "./simd/pool-gradients.ts";
import { max, mean, min, sum } from "./simd/reductions.ts";
import { logSoftmax, pickedLogSoftmax, pickedLogSoftmaxGradient, softmax } from "./simd/softmax.ts";
import { spikeMatMul } from "./simd/spike-mat-mul.ts";
import { standardise, standardiseGradient } from "./simd/standardise.ts";
import { identity } from "./wasm/identity.ts";
import { stridedSlice } from "./wasm/strided-slice.ts";
import { webgpuKernels } from "./webgpu/webgpu-kernels.ts";

const all: readonly Kernel[] = [
  adamStep, avgPoolGrad, broadcastMatMul, ...comparisons, conv2d, conv2dBackpropFilter, conv2dBackpropInput, ...convSequences, depthwiseBackpropFilter, depthwiseBackpropInput, einsum, ...elementwise, erf, fusedConv2d, fusedMatMul, gather, groupPermute,
  groupRestore, groupSort, identity, lifStep, logSoftmax, matMul, max, maxPoolGrad, mean, min, pickedLogSoftmax, pickedLogSoftmaxGradient, softmax, spikeMatMul, standardise, standardiseGradient, stridedSlice, sum, tensorScatterUpdate, tile, unsortedSegmentSum, ...webgpuKernels,
]; // prettier-ignore

/**
 * Registers what an engine lacks, gets wrong or does slowly, and returns the names; a second call changes nothing.
 *
 * The kernel that stood there before stays within reach of the new one.
 *
 * @param more kernels that came with the engine
 */
export function registerKernels(engine: string, more: readonly Kernel[] = []): string[] {
  const wanted = [...all, ...more].filter(({ engines }) => engines.some((name) => name === engine));
  for (const kernel of wanted) registerOne(kernel, engine);
  return wanted.map(({ name }) => name).sort();
}
