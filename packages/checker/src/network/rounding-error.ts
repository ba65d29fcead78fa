import { type Arithmetic, FLOAT64 } from "../arithmetic/labels.ts";
import { gamma, normUp, sqrtUp, up } from "../arithmetic/rounding.ts";
import { absoluteWeightNorm } from "./absolute-weight-norm.ts";
import type { Bounds } from "./bounds.ts";
import { largestCount } from "./convolution-map.ts";
import { positions } from "./convolve.ts";
import type { Weighted } from "./evaluate.ts";
import { constantOf, windowSumNorm } from "./constant-of.ts";
import type { Branches, Concat, Op, ReluReflection } from "./op.ts";
import { largestWindow } from "./windows.ts";

/** The rounding error of one op at an input of norm N is at most `perNorm · N + constant`, in the 2-norm. */
export interface RoundingError {
  readonly perNorm: number;
  readonly constant: number;
  /** For an op with weights: its error at x is also at most `share · ‖|W||x| + |b|‖ + underflow`, which is less for a given x. */
  readonly share?: number;
}

/**
 * A bound of the rounding error that one op commits in an arithmetic of unit u, whatever the order of its sums.
 *
 * Ops with weights: `γ_{n+2} ‖|W||x| + |b|‖ <= γ_{n+2} (‖|W|‖₂ N + ‖b‖)` for n terms a sum, the bias at every position. Sorting, rectifying and moving are exact.
 * HouseHolder, with |v| < 1.5: at most eight roundings of terms below 8 N. Window norms: four roundings more than terms and those of the root; sums and means: four
 * more than terms. Numbers that are stored in more than float32, or that an engine computes itself, cost `stored` roundings more.
 * Branches, concatenations and reflections: the errors of their parts, carried on.
 */
export function roundingError(op: Op, arithmetic: Arithmetic, bounds: Bounds): RoundingError {
  const { unit, root, stored, underflow, rootUnderflow } = arithmetic;
  const relative = (roundings: number, size: number): RoundingError => ({
    perNorm: up(gamma(roundings, unit) * size),
    constant: underflow,
  });
  switch (op.op) {
    case "dense":
    case "convolution":
    case "convolutionTranspose":
      return weighted(op, arithmetic, bounds);
    case "groupSort":
    case "maxMin":
    case "gather":
      return { perNorm: 0, constant: unit > FLOAT64.unit ? underflow : 0 }; // an engine may flush what it moves
    case "prelu":
      return relative(2 + stored, constantOf(op, bounds));
    case "houseHolder":
      return relative(8 + 2 * stored, 8);
    case "scale":
      return relative(1 + stored, Math.abs(op.factor));
    case "windowSum":
      return relative(largestWindow(op.windows) + 4 + stored, windowSumNorm(op));
    case "windowNorm": {
      const g = gamma(largestWindow(op.windows) + 4 + root + stored, unit);
      return { perNorm: up(g * constantOf(op, bounds)), constant: up(rootUnderflow * Math.max(1, ...op.factors.map(Math.abs))) };
    }
    case "centre":
      return relative(largestWindow(op.windows) + 4, 2);
    case "shift": {
      const g = gamma(1 + stored, unit);
      return { perNorm: g, constant: up(g * normUp(op.shift) * sqrtUp(op.size / op.shift.length) + underflow) };
    }
    case "branches":
      return branches(op, arithmetic, bounds);
    case "concat":
      return concat(op, arithmetic, bounds);
    case "reluReflection":
      return reluReflection(op, arithmetic, bounds);
  }
}

function weighted(op: Weighted, { unit, underflow }: Arithmetic, bounds: Bounds): RoundingError {
  const norm = absoluteWeightNorm(op, bounds);
  const share = norm <= LARGEST_WEIGHT ? gamma(terms(op) + 2, unit) : Infinity;
  return { perNorm: up(share * norm), constant: up(share * offsetOf(op, bounds) + underflow), share };
}

/** Larger ones could overflow an engine's sums; also bounds every single weight. */
const LARGEST_WEIGHT = 2 ** 20;

/** Products in the longest sum; a transposed convolution's may be added tap by tap. */
function terms(op: Weighted): number {
  if (op.op === "dense") return op.weight.rows;
  const { axes, inChannels, outChannels, groups } = op.map;
  if (op.op === "convolution") return (axes[0].kernel * axes[1].kernel * inChannels) / groups;
  const counts = largestCount(axes[0]) * largestCount(axes[1]);
  return (counts * outChannels) / groups + counts;
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

/** `>= ‖f(0)‖`, how far an op moves the origin. */
export function offsetOf(op: Op, bounds: Bounds): number {
  switch (op.op) {
    case "dense":
      return op.bias === undefined ? 0 : normUp(op.bias);
    case "convolution":
      return op.bias === undefined ? 0 : up(sqrtUp(positions(op.map)) * normUp(op.bias));
    case "convolutionTranspose":
      return op.bias === undefined ? 0 : up(sqrtUp(op.map.axes[0].size * op.map.axes[1].size) * normUp(op.bias));
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
