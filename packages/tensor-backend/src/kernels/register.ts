import { type KernelFunc, type NamedAttrMap, type TensorInfo, getKernel, registerKernel, unregisterKernel } from "@tensorflow/tfjs-core";
import { broadcastMatMul } from "./composed/broadcast-batches.ts";
import { einsum } from "./composed/einsum.ts";
import { erf } from "./cpu/erf.ts";
import { tensorScatterUpdate } from "./cpu/tensor-scatter-update.ts";
import { engineMemory } from "./engine-memory.ts";
import type { Kernel, RegisteredKernel } from "./kernel.ts";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./loops/depthwise-gradients.ts";
import { tile } from "./loops/tile.ts";
import { unsortedSegmentSum } from "./loops/unsorted-segment-sum.ts";
import { nativeKernels } from "./native/native-kernels.ts";
import { adamStep } from "./simd/adam-step.ts";
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
import { leakyScan, lifSequence } from "./simd/sequences.ts";
import { winnerTakeAll } from "./simd/winner-take-all.ts";
import { identity } from "./wasm/identity.ts";
import { stridedSlice } from "./wasm/strided-slice.ts";
import { webgpuKernels } from "./webgpu/webgpu-kernels.ts";

const all: readonly Kernel[] = [
  adamStep, avgPoolGrad, broadcastMatMul, ...comparisons, conv2d, conv2dBackpropFilter, conv2dBackpropInput, depthwiseBackpropFilter, depthwiseBackpropInput, einsum, ...elementwise, erf, fusedConv2d, fusedMatMul, gather, groupPermute,
  groupRestore, groupSort, identity, leakyScan, lifSequence, lifStep, logSoftmax, matMul, max, maxPoolGrad, mean, min, ...nativeKernels, pickedLogSoftmax, pickedLogSoftmaxGradient, softmax, spikeMatMul, standardise, standardiseGradient, stridedSlice, sum, tensorScatterUpdate, tile, unsortedSegmentSum, ...webgpuKernels, winnerTakeAll,
]; // prettier-ignore

/**
 * Registers what an engine lacks, gets wrong or does slowly, and returns the names; a second call changes nothing.
 *
 * The kernel that stood there before stays within reach of the new one.
 */
export function registerKernels(engine: string): string[] {
  const wanted = all.filter(({ engines }) => engines.some((name) => name === engine));
  for (const kernel of wanted) register(kernel, engine);
  return wanted.map(({ name }) => name).sort();
}

/** The engine's own kernel of this name, also when one of ours stands in its place; undefined when it has none. */
export function stockKernel(name: string, engine: string): KernelFunc | undefined {
  const registered: RegisteredKernel | undefined = getKernel(name, engine);
  return registered === undefined ? undefined : "stock" in registered ? registered.stock : registered.kernelFunc;
}

function register({ name, run }: Kernel, engine: string): void {
  const registered: RegisteredKernel | undefined = getKernel(name, engine);
  const stock = stockKernel(name, engine);
  if (registered !== undefined) unregisterKernel(name, engine);
  const replacement: RegisteredKernel = {
    ...registered, // keeps the set-up that the stock kernel needs when the engine starts anew
    kernelName: name,
    backendName: engine,
    stock,
    kernelFunc: ({ inputs, backend, attrs = {} }) =>
      run({
        inputs: inputs as Record<string, TensorInfo>,
        attrs,
        memory: engineMemory(engine, backend),
        call: (other, tensors, options) => runOn(getKernel(other, engine)?.kernelFunc, { inputs: tensors, backend, attrs: options }, other),
        stock: (tensors, options) => runOn(stock, { inputs: tensors, backend, attrs: options }, name),
      }),
  };
  registerKernel(replacement);
}

function runOn(
  kernelFunc: KernelFunc | undefined,
  given: { inputs: Readonly<Record<string, TensorInfo>>; backend: object; attrs: object | undefined },
  name: string,
): TensorInfo {
  if (kernelFunc === undefined) throw new Error(`there is no kernel ${name} to build on`);
  const [result] = [kernelFunc({ inputs: given.inputs, backend: given.backend, attrs: given.attrs as NamedAttrMap })].flat();
  if (result === undefined) throw new Error(`kernel ${name} gave nothing`);
  return result;
}
