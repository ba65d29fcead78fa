import { BatchMatMul, type BatchMatMulAttrs, Einsum, type EinsumAttrs } from "@tensorflow/tfjs-core";
import { assertInnerSides } from "../composed/broadcast-batches.ts";
import { type ComposedCall, composedKernel } from "../composed/composed-kernel.ts";
import { parse } from "../composed/einsum.ts";
import { type Kernel, kernel } from "../kernel.ts";

/** Products of the native engine, refused in the same words as on the others. */
export const products: readonly Kernel[] = [
  kernel<"a" | "b", BatchMatMulAttrs>(BatchMatMul, ["tensorflow"], ({ inputs: { a, b }, attrs, stock }) => {
    assertInnerSides(a, b, attrs);
    return stock({ a, b }, attrs);
  }),
  composedKernel(Einsum, ["tensorflow"], ({ inputs, attrs, stock }: ComposedCall<string, EinsumAttrs>) => {
    parse(attrs.equation, Object.values(inputs));
    return stock(inputs, attrs);
  }),
];
