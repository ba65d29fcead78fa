import {
  Elu, type GradConfig, LeakyRelu, type LeakyReluAttrs, Prelu, Relu, Relu6, Selu, Sigmoid, Softplus, Step, Tanh, add, exp, greater, lessEqual,
  logicalAnd, minimum, mul, relu, sigmoid, square, step, sub, tanh,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { pass } from "./elementwise.ts";
import { constant, rule, sumTo, unary, unaryFromOutput } from "./rule.ts";

// The self-normalising constants of Klambauer et al. 2017: zero mean and unit variance are a fixed point.
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** Gradients of activations. At their kink they take the left slope: `relu'(0) = 0`, as torch does. */
export const activations: readonly GradConfig[] = [
  unaryFromOutput(Tanh, tanh, (dy, y) => mul(dy, sub(1, square(y)))),
  unaryFromOutput(Sigmoid, sigmoid, (dy, y) => mul(dy, mul(y, sub(1, y)))),
  unary(Softplus, (dy, x) => mul(dy, sigmoid(x))),
  unary(Relu, (dy, x) => mul(dy, step(x))),
  unary(Relu6, (dy, x) => pass(logicalAnd(greater(x, 0), lessEqual(x, 6)), dy)),
  unary(LeakyRelu, (dy, x, { alpha }: LeakyReluAttrs) => mul(dy, step(x, alpha))),
  unary(Elu, (dy, x) => mul(dy, exp(minimum(x, 0)))),
  unary(Selu, (dy, x) => mul(dy, mul(step(x, SELU_ALPHA), mul(SELU_SCALE, exp(minimum(x, 0)))))),
  rule(Prelu, ["x", "alpha"], (dy, { x, alpha }) => ({
    x: () => add(pass(greater(x, 0), dy), mul(alpha, pass(lessEqual(x, 0), dy))),
    alpha: () => sumTo(mul(dy, sub(x, relu(x))), alpha.shape),
  })),
  constant(Step),
];
