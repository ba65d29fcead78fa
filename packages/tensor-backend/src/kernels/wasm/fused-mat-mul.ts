import { _FusedMatMul, type TensorInfo, type _FusedMatMulAttrs } from "@tensorflow/tfjs-core";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";
import { withRightOperand } from "./right-operand.ts";

/** A product with bias and activation in one; the engine's own kernel, kept from mistaking its right operand. */
export const fusedMatMul: Kernel = kernel(
  _FusedMatMul,
  ["wasm"],
  ({ inputs, attrs, memory, stock }: KernelCall<"a" | "b", _FusedMatMulAttrs>): TensorInfo =>
    withRightOperand(memory, inputs.b, (b) => stock({ ...inputs, b }, attrs)),
);
