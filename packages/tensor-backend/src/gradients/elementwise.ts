import {
  Abs, Add, AddN, Ceil, ClipByValue, type ClipByValueAttrs, Erf, Exp, Expm1, Floor, FloorDiv, type GradConfig, IsFinite, IsInf, IsNan, Log, Log1p,
  Maximum, Minimum, Mod, Multiply, Neg, OnesLike, Pow, RealDiv, Reciprocal, Round, Rsqrt, Sign, Sqrt, Square, SquaredDifference, Sub, type Tensor,
  ZerosLike, add, clone, div, exp, floor, greater, greaterEqual, less, lessEqual, log, logicalAnd, logicalOr, mul, neg, onesLike, pow,
  reciprocal, rsqrt, sign, sqrt, square, sub, where, zerosLike,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { binary, constant, listRule, unary, unaryFromOutput } from "./rule.ts";

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

/**
 * Gradients of arithmetic that treats every element alike.
 *
 * Conventions where a derivative does not exist: `|x|' = 0` at 0; `sqrt' = ∞` at 0; a tie of `maximum` or `minimum` belongs to the first argument;
 * `clipByValue` passes the gradient at its bounds.
 */
export const elementwise: readonly GradConfig[] = [
  binary(Add, { a: (dy) => dy, b: (dy) => dy }),
  binary(Sub, { a: (dy) => dy, b: (dy) => neg(dy) }),
  binary(Multiply, { a: (dy, _, b) => mul(dy, b), b: (dy, a) => mul(dy, a) }),
  binary(RealDiv, { a: (dy, _, b) => div(dy, b), b: (dy, a, b) => neg(mul(div(dy, b), div(a, b))) }),
  binary(Mod, { a: (dy) => dy, b: (dy, a, b) => neg(mul(dy, floor(div(a, b)))) }),
  binary(Pow, { a: powBase, b: powExponent }),
  binary(SquaredDifference, { a: (dy, a, b) => mul(dy, mul(2, sub(a, b))), b: (dy, a, b) => mul(dy, mul(2, sub(b, a))) }),
  binary(Maximum, { a: (dy, a, b) => pass(greaterEqual(a, b), dy), b: (dy, a, b) => pass(less(a, b), dy) }),
  binary(Minimum, { a: (dy, a, b) => pass(lessEqual(a, b), dy), b: (dy, a, b) => pass(greater(a, b), dy) }),
  listRule(AddN, (dy) => clone(dy)),

  unary(Abs, (dy, x) => mul(dy, sign(x))),
  unary(Neg, (dy) => neg(dy)),
  unary(Square, (dy, x) => mul(dy, mul(2, x))),
  unaryFromOutput(Sqrt, sqrt, (dy, y) => div(dy, mul(2, y))),
  unaryFromOutput(Rsqrt, rsqrt, (dy, y) => mul(dy, mul(-0.5, mul(y, square(y))))),
  unaryFromOutput(Reciprocal, reciprocal, (dy, y) => neg(mul(dy, square(y)))),
  unaryFromOutput(Exp, exp, (dy, y) => mul(dy, y)),
  unary(Expm1, (dy, x) => mul(dy, exp(x))),
  unary(Log, (dy, x) => div(dy, x)),
  unary(Log1p, (dy, x) => div(dy, add(x, 1))),
  unary(Erf, (dy, x) => mul(dy, mul(TWO_OVER_SQRT_PI, exp(neg(square(x)))))),
  unary(ClipByValue, (dy, x, { clipValueMin, clipValueMax }: ClipByValueAttrs) =>
    pass(logicalAnd(greaterEqual(x, clipValueMin), lessEqual(x, clipValueMax)), dy),
  ),

  constant(FloorDiv, ["a", "b"]),
  ...[Ceil, Floor, Round, Sign, IsFinite, IsInf, IsNan, OnesLike, ZerosLike].map((kernel) => constant(kernel)),
];

/** `dy` where the condition holds and zero elsewhere, also when `dy` is infinite there. */
export function pass(condition: Tensor, dy: Tensor): Tensor {
  return where(condition, dy, zerosLike(dy));
}

/** `exponent · base^(exponent − 1)`, and 0 where the exponent is 0, so that `x⁰` is constant at 0 too. */
function powBase(dy: Tensor, base: Tensor, exponent: Tensor): Tensor {
  const slope = mul(exponent, pow(base, sub(exponent, onesLike(exponent))));
  return pass(logicalOr(greater(exponent, 0), less(exponent, 0)), mul(dy, slope));
}

/** `base^exponent · ln(base)`, and 0 where the base is not positive: there the power is no smooth function of the exponent. */
function powExponent(dy: Tensor, base: Tensor, exponent: Tensor): Tensor {
  const positive = greater(base, zerosLike(base));
  const logarithm = log(where(positive, base, onesLike(base)));
  return mul(dy, mul(pow(base, exponent), logarithm));
}
