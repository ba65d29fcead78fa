import type { Arithmetic } from "../../arithmetic/labels.ts";
import { gamma, normUp, sqrtUp, up } from "../../arithmetic/rounding.ts";
import { absoluteWeightNorm } from "../absolute-weight-norm.ts";
import type { Bounds } from "../bounds.ts";
import { constantOf } from "../constant-of.ts";
import type { Branches, Concat, Op, RareOp, ReluReflection } from "../op.ts";
import { offsetOf, type RoundingError, roundingError, terms } from "../rounding-error.ts";
import { windowSumNorm } from "./constant-of-rare.ts";
import { largestWindow } from "./windows.ts";

/**
 * A bound of the rounding error that a rare op commits.
 *
 * HouseHolder, with |v| < 1.5: at most eight roundings of terms below 8 N. Window norms: four roundings more than terms and those of the root; sums and means: four
 * more than terms. Numbers that are stored in more than float32, or that an engine computes itself, cost `stored` roundings more. Branches, concatenations and reflections: the errors of their parts, carried on.
 */
export function roundingErrorOfRare(op: RareOp, arithmetic: Arithmetic, bounds: Bounds): RoundingError {
  const { unit, root, stored, underflow, rootUnderflow } = arithmetic;
  const relative = (roundings: number, size: number): RoundingError => ({
    perNorm: up(gamma(roundings, unit) * size),
    constant: underflow,
  });
  switch (op.op) {
    case "prelu":
      return relative(2 + stored, constantOf(op, bounds));
    case "scale":
      return relative(1 + stored, Math.abs(op.factor));
    case "shift": {
      const g = gamma(1 + stored, unit);
      return { perNorm: g, constant: up(g * offsetOfRare(op, bounds) + underflow) };
    }
    case "houseHolder":
      return relative(8 + 2 * stored, 8);
    case "windowSum":
      return relative(largestWindow(op.windows) + 4 + stored, windowSumNorm(op));
    case "windowNorm": {
      const g = gamma(largestWindow(op.windows) + 4 + root + stored, unit);
      return { perNorm: up(g * constantOf(op, bounds)), constant: up(rootUnderflow * Math.max(1, ...op.factors.map(Math.abs))) };
    }
    case "centre":
      return relative(largestWindow(op.windows) + 4, 2);
    case "branches":
      return branches(op, arithmetic, bounds);
    case "concat":
      return concat(op, arithmetic, bounds);
    case "reluReflection":
      return reluReflection(op, arithmetic, bounds);
  }
}

/** `>= ‖f(0)‖`. */
export function offsetOfRare(op: RareOp, bounds: Bounds): number {
  switch (op.op) {
    case "shift":
      return up(normUp(op.shift) * sqrtUp(op.size / op.shift.length));
    case "branches":
      return up(op.branches.reduce((sum, { weight, ops }) => sum + Math.abs(weight) * chainOffset(ops, bounds), 0));
    case "concat":
      return up(op.branches.reduce((sum, ops) => sum + chainOffset(ops, bounds), 0));
    case "reluReflection":
      return up(2 * constantOf(op.inner, bounds) * offsetOf(op.inner, bounds));
    default:
      return 0; // the rest keep the origin
  }
}

function chainOffset(ops: readonly Op[], bounds: Bounds): number {
  return ops.reduce((offset, op) => up(constantOf(op, bounds) * offset + offsetOf(op, bounds)), 0);
}

/** Sizes and errors along a chain, both as `slope · N + offset` for an input of norm N. */
interface Chain {
  readonly size: Affine;
  readonly error: Affine;
}
interface Affine {
  readonly slope: number;
  readonly offset: number;
}

/** Carries the error through each op's own constant; a state has at most `‖f(0)‖` more than the constant times the input's norm. */
function chain(ops: readonly Op[], arithmetic: Arithmetic, bounds: Bounds): Chain {
  let [size, error]: [Affine, Affine] = [
    { slope: 1, offset: 0 },
    { slope: 0, offset: 0 },
  ];
  for (const op of ops) {
    const { perNorm, constant } = roundingError(op, arithmetic, bounds);
    const lipschitz = constantOf(op, bounds);
    error = {
      slope: up(lipschitz * error.slope + perNorm * (size.slope + error.slope)),
      offset: up(lipschitz * error.offset + perNorm * (size.offset + error.offset) + constant),
    };
    size = { slope: up(lipschitz * size.slope), offset: up(lipschitz * size.offset + offsetOf(op, bounds)) };
  }
  return { size, error };
}

/** `Σ weight · chain`: each product and each addition rounds what it is given. */
function branches({ branches: all }: Branches, arithmetic: Arithmetic, bounds: Bounds): RoundingError {
  const g = gamma(all.length + 1 + arithmetic.stored, arithmetic.unit);
  const part = (name: "slope" | "offset"): number =>
    up(
      all.reduce((sum, { weight, ops }) => {
        const { size, error } = chain(ops, arithmetic, bounds);
        return sum + Math.abs(weight) * (error[name] + g * (size[name] + error[name]));
      }, 0),
    );
  return { perNorm: part("slope"), constant: up(part("offset") + arithmetic.underflow) };
}

/** Errors side by side: no more than their sum. */
function concat({ branches: all }: Concat, arithmetic: Arithmetic, bounds: Bounds): RoundingError {
  const errors = all.map((ops) => chain(ops, arithmetic, bounds).error);
  const part = (name: "slope" | "offset"): number => up(errors.reduce((sum, error) => sum + error[name], 0));
  return { perNorm: part("slope"), constant: up(part("offset") + arithmetic.underflow) };
}

/** The inner op forwards, the rectifier (exact), the transpose back, and the difference. */
function reluReflection({ inner }: ReluReflection, arithmetic: Arithmetic, bounds: Bounds): RoundingError {
  const { unit, underflow } = arithmetic;
  const forward = roundingError(inner, arithmetic, bounds);
  const sigma = constantOf(inner, bounds);
  const backTerms = inner.op === "dense" ? inner.weight.columns : terms({ op: "convolutionTranspose", map: inner.map });
  const back = up(gamma(backTerms + 2, unit) * absoluteWeightNorm(inner, bounds));
  const hidden = { slope: up(sigma + forward.perNorm), offset: up(offsetOf(inner, bounds) + forward.constant) };
  const last = gamma(3, unit); // twice, and the difference
  const perNorm = up(2 * (sigma * forward.perNorm + back * hidden.slope));
  const constant = up(2 * (sigma * forward.constant + back * hidden.offset));
  return {
    perNorm: up(perNorm + last * (1 + 2 * sigma * hidden.slope + perNorm)),
    constant: up(constant + last * (2 * sigma * hidden.offset + constant) + underflow),
  };
}
