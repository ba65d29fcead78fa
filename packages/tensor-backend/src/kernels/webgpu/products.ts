import { BatchMatMul, type BatchMatMulAttrs, Einsum, type EinsumAttrs, type NamedAttrMap, type NamedTensorMap, type Tensor, broadcastTo, broadcast_util, engine, reshape, util } from "@tensorflow/tfjs-core"; // prettier-ignore
import { assertInnerSides } from "../composed/broadcast-batches.ts";
import { type ComposedCall, composedKernel } from "../composed/composed-kernel.ts";
import { einsumOf } from "../composed/einsum.ts";
import type { Kernel } from "../kernel.ts";

/** Products of the WebGPU engine: its own does not broadcast two different batches, and its Einstein sum fails for some equations. */
export const products: readonly Kernel[] = [
  composedKernel(BatchMatMul, ["webgpu"], ({ inputs: { a, b }, attrs, stock }: ComposedCall<"a" | "b", BatchMatMulAttrs>) => {
    assertInnerSides(a, b, attrs);
    const [left, right] = [a, b].map(({ shape }) => shape.slice(0, -2)) as [number[], number[]];
    const batch = broadcast_util.assertAndGetBroadcastShape(left, right);
    const count = util.sizeFromShape(batch);
    if ([left, right].every((axes) => [1, count].includes(util.sizeFromShape(axes)))) return stock({ a, b }, attrs);
    const repeated = (x: Tensor): Tensor => reshape(broadcastTo(x, [...batch, ...x.shape.slice(-2)]), [count, ...x.shape.slice(-2)]);
    const product = stock({ a: repeated(a), b: repeated(b) }, attrs);
    return reshape(product, [...batch, ...product.shape.slice(-2)]);
  }),
  composedKernel(Einsum, ["webgpu"], ({ inputs, attrs: { equation } }: ComposedCall<string, EinsumAttrs>) => {
    const run = (name: string, tensors: NamedTensorMap, attrs: NamedAttrMap = {}): Tensor => engine().runKernel(name, tensors, attrs);
    return einsumOf(equation, Object.values(inputs), { run, reshape });
  }),
];
