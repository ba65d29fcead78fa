import {
  ArgMax, ArgMin, Equal, type GradConfig, Greater, GreaterEqual, Less, LessEqual, LogicalAnd, LogicalNot, LogicalOr, NotEqual, OneHot, Select, type Tensor,
  where, zeros, zerosLike,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { pass } from "./elementwise.ts";
import { constant, rule } from "./rule.ts";

/** Comparisons are piecewise constant: registering that they have no slope lets `where(greater(x, 0), f(x), g(x))` be differentiated. */
export const comparisons: readonly GradConfig[] = [
  ...[Equal, NotEqual, Greater, GreaterEqual, Less, LessEqual, LogicalAnd, LogicalOr].map((kernel) => constant(kernel, ["a", "b"])),
  constant(LogicalNot),
  constant(ArgMax),
  constant(ArgMin),
  constant(OneHot, ["indices"]),
  rule(Select, ["condition"], (dy, { condition }) => ({
    condition: () => zeros(condition.shape),
    t: () => pass(condition, dy),
    e: (): Tensor => where(condition, zerosLike(dy), dy),
  })),
];
