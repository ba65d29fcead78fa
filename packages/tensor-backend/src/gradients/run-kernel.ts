import { type NamedAttrMap, type NamedTensorMap, type Tensor, engine } from "@tensorflow/tfjs-core";

/** Runs a kernel that has no function in the public interface of TensorFlow.js, through the tape like any other. */
export function runKernel(kernelName: string, inputs: NamedTensorMap, attrs: object): Tensor {
  return engine().runKernel<Tensor>(kernelName, inputs, attrs as NamedAttrMap);
}
