import {
  abs, acos, acosh, add, addN, asin, asinh, atan, atan2, atanh, ceil, clipByValue, cos, cosh, div, elu, equal, erf, exp, expm1, floor, floorDiv, greater, greaterEqual,
  isFinite, isInf, isNaN, leakyRelu, less, lessEqual, log, log1p, logicalAnd, logicalNot, logicalOr, maximum, minimum, mod, mul, neg, notEqual, onesLike, pow, prelu,
  reciprocal, relu, relu6, round, rsqrt, selu, sigmoid, sign, sin, sinh, softplus, sqrt, square, squaredDifference, step, sub, tan, tanh, tensor, where, zerosLike,
  type Tensor,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { type GradientCase, distinct, matrix, matrixAndRow, of, values } from "./gradient-case.ts";

const positive = (): [Tensor] => [values([3, 4], 0.3, 2)];
const inside = (): [Tensor] => [values([3, 4], -0.8, 0.8)];
/** Distinct values, and a row that lies between them. */
const between = (): [Tensor, Tensor] => [distinct([3, 4]), tensor([-0.32, 0.18, -0.02, 0.28])];
/** Values away from multiples of 0.5, and such multiples. */
const besideHalves = (): [Tensor, Tensor] => [values([3, 4]), tensor([0.5, -1, 1.5, -0.5, 0.5, 1, -1.5, 0.5, -0.5, 1, -1, 0.5], [3, 4])];

export const elementwiseCases: readonly GradientCase[] = [
  of("Add", matrixAndRow, add),
  of("AddN", besideHalves, (a, b) => addN([a, b, a])),
  of("Sub", matrixAndRow, sub),
  of("Multiply", matrixAndRow, mul),
  of("RealDiv", () => [values([3, 4]), values([4], 0.4, 2)], (a, b) => div(a, b)), // prettier-ignore
  of("FloorDiv", () => [values([3, 4]), values([4], 0.7, 0.9)], (a, b) => mul(a, floorDiv(a, b))), // prettier-ignore
  of("Mod", () => [values([3, 4], 0.1, 0.4), values([4], 0.6, 0.9)], (a, b) => mod(a, b)), // prettier-ignore
  of("Pow, positive base", () => [values([3, 4], 0.4, 2), values([4], -1, 2)], (a, b) => pow(a, b)), // prettier-ignore
  of("Pow, constant exponent", matrix, (a) => pow(a, 3)),
  of("SquaredDifference", matrixAndRow, squaredDifference),
  of("Maximum", between, maximum),
  of("Minimum", between, minimum),
  of("Abs", matrix, abs),
  of("Neg", matrix, neg),
  of("Square", matrix, square),
  of("Sqrt", positive, sqrt),
  of("Rsqrt", positive, rsqrt),
  of("Reciprocal", positive, reciprocal),
  of("Exp", matrix, exp),
  of("Expm1", matrix, expm1),
  of("Log", positive, log),
  of("Log1p", positive, log1p),
  of("Erf", matrix, erf),
  of("ClipByValue", matrix, (a) => clipByValue(a, -1, 1)),

  of("Ceil", matrix, (a) => mul(a, ceil(a))),
  of("Floor", matrix, (a) => mul(a, floor(a))),
  of("Round", matrix, (a) => mul(a, round(a))),
  of("Sign", matrix, (a) => mul(a, sign(a))),
  of("Step", matrix, (a) => mul(a, step(a, 0.5))),
  of("OnesLike", matrix, (a) => mul(a, onesLike(a))),
  of("ZerosLike", matrix, (a) => add(a, zerosLike(a))),
  of("IsFinite", matrix, (a) => where(isFinite(a), square(a), a)),
  of("IsInf", matrix, (a) => where(isInf(a), a, square(a))),
  of("IsNan", matrix, (a) => where(isNaN(a), a, square(a))),

  of("Sin", inside, sin),
  of("Cos", inside, cos),
  of("Tan", inside, tan),
  of("Sinh", inside, sinh),
  of("Cosh", inside, cosh),
  of("Asin", inside, asin),
  of("Acos", inside, acos),
  of("Atan", inside, atan),
  of("Asinh", inside, asinh),
  of("Acosh", () => [values([5], 1.4, 3)], (a) => acosh(a)), // prettier-ignore
  of("Atanh", inside, atanh),
  of("Atan2", () => [values([3, 4], 0.5, 1.5), values([4], -1.5, 1.5)], (a, b) => atan2(a, b)), // prettier-ignore

  of("Tanh", matrix, tanh),
  of("Sigmoid", matrix, sigmoid),
  of("Softplus", matrix, softplus),
  of("Relu", matrix, relu),
  of("Relu6", () => [values([3, 4], -2, 8)], (a) => relu6(a)), // prettier-ignore
  of("LeakyRelu", matrix, (a) => leakyRelu(a, 0.1)),
  of("Elu", matrix, elu),
  of("Selu", matrix, selu),
  of("Prelu", () => [values([3, 4]), values([4], 0.1, 0.4)], (a, b) => prelu(a, b)), // prettier-ignore

  of("Equal", besideHalves, (a, b) => where(equal(a, b), sin(a), mul(a, b))),
  of("NotEqual", besideHalves, (a, b) => where(notEqual(a, b), sin(a), mul(a, b))),
  of("Greater", besideHalves, (a, b) => where(greater(a, b), sin(a), mul(a, b))),
  of("GreaterEqual", besideHalves, (a, b) => where(greaterEqual(a, b), sin(a), mul(a, b))),
  of("Less", besideHalves, (a, b) => where(less(a, b), sin(a), mul(a, b))),
  of("LessEqual", besideHalves, (a, b) => where(lessEqual(a, b), sin(a), mul(a, b))),
  of("LogicalAnd", besideHalves, (a, b) => where(logicalAnd(greater(a, 0), greater(b, 0)), sin(a), mul(a, b))),
  of("LogicalOr", besideHalves, (a, b) => where(logicalOr(greater(a, 0), greater(b, 0)), sin(a), mul(a, b))),
  of("LogicalNot", matrix, (a) => where(logicalNot(greater(a, 0)), sin(a), a)),
  of("Select, broadcasting", matrixAndRow, (a, b) => where(tensor([1, 0, 1, 1], [4], "bool"), a, b)),
];
