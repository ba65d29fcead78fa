import { Erf, Exp, Expm1, Log, Pow, Softplus, Tanh, util } from "@tensorflow/tfjs-core";
import type { Kernel } from "../kernel.ts";
import { log1p as composedLog1p } from "../loops/log1p.ts";
import type { SimdExports } from "./exports.ts";
import { allFloat, type SimdCall, simdKernel, stockKernel } from "./simd-kernel.ts";

type Unary = "erf" | "exp" | "expm1" | "log" | "log1p" | "softplus" | "tanh";

/**
 * The largest error of each function over its whole range, in units in the last place of the result, subnormal ones included; infinities, NaN and
 * signed zeros are exact.
 */
export const ULP_BOUND: Readonly<Record<Unary, number>> = {
  erf: 1.5,
  exp: 1,
  expm1: 1.5,
  log: 0.8,
  log1p: 1.2,
  softplus: 1.8,
  tanh: 2.5,
};

/** The functions that the wasm engine computes one number at a time, as polynomials on four; its sigmoid is fast already. */
export const elementwise: readonly Kernel[] = [
  unary(stockKernel(Erf), "erf"),
  unary(stockKernel(Exp), "exp"),
  unary(stockKernel(Expm1), "expm1"),
  unary(stockKernel(Log), "log"),
  unary(composedLog1p, "log1p"),
  unary(stockKernel(Softplus), "softplus"),
  unary(stockKernel(Tanh), "tanh"),
  simdKernel(stockKernel(Pow), ({ inputs: { a, b }, memory, simd, otherwise }: SimdCall<"a" | "b">) => {
    const [size, exponents] = [util.sizeFromShape(a.shape), util.sizeFromShape(b.shape)];
    if (!allFloat(a, b) || a.shape.length < b.shape.length || (exponents !== 1 && !util.arraysEqual(a.shape, b.shape))) return otherwise();
    const out = memory.make(a.shape);
    const [x, y, z] = [memory.pointer(a), memory.pointer(b), memory.pointer(out)];
    if (exponents === 1) simd.kernels.powScalar(size, x, memory.views(b)[0][0] ?? NaN, z);
    else simd.kernels.pow(size, x, y, z);
    return out;
  }),
];

function unary(fallback: Kernel, name: Unary & keyof SimdExports): Kernel {
  return simdKernel(fallback, ({ inputs: { x }, memory, simd, otherwise }: SimdCall<"x">) => {
    if (!allFloat(x)) return otherwise();
    const out = memory.make(x.shape);
    simd.kernels[name](util.sizeFromShape(x.shape), memory.pointer(x), memory.pointer(out));
    return out;
  });
}
