import {
  Acos, Acosh, Asin, Asinh, Atan, Atan2, Atanh, Cos, Cosh, type GradConfig, Sin, Sinh, Tan, add, cos, cosh, div, mul, neg, rsqrt, sin, sinh, square,
  sub, tan,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { binary, unary } from "./rule.ts";

/** Gradients of the circular and hyperbolic functions and their inverses (`tanh` is an activation). */
export const trigonometry: readonly GradConfig[] = [
  unary(Sin, (dy, x) => mul(dy, cos(x))),
  unary(Cos, (dy, x) => neg(mul(dy, sin(x)))),
  unary(Tan, (dy, x) => mul(dy, add(1, square(tan(x))))),
  unary(Sinh, (dy, x) => mul(dy, cosh(x))),
  unary(Cosh, (dy, x) => mul(dy, sinh(x))),
  unary(Asin, (dy, x) => mul(dy, rsqrt(sub(1, square(x))))),
  unary(Acos, (dy, x) => neg(mul(dy, rsqrt(sub(1, square(x)))))),
  unary(Atan, (dy, x) => div(dy, add(1, square(x)))),
  unary(Asinh, (dy, x) => mul(dy, rsqrt(add(square(x), 1)))),
  unary(Acosh, (dy, x) => mul(dy, rsqrt(sub(square(x), 1)))),
  unary(Atanh, (dy, x) => div(dy, sub(1, square(x)))),
  binary(Atan2, {
    a: (dy, a, b) => mul(dy, div(b, add(square(a), square(b)))),
    b: (dy, a, b) => neg(mul(dy, div(a, add(square(a), square(b))))),
  }),
];
