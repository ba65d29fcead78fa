import { gamma, normUp, sqrtUp, U64, up } from "../arithmetic/rounding.ts";
import { type ConvolutionMap, largestCount } from "./convolution-map.ts";
import { positions } from "./convolve.ts";
import { lipschitzConstant, windowSumNorm } from "./lipschitz-constant.ts";
import type { Branches, Convolution, ConvolutionTranspose, Op, ReluReflection } from "./op.ts";
import { largestWindow } from "./windows.ts";

/** The rounding error of one op at an input of norm N is at most `perNorm · N + constant`, in the 2-norm. */
export interface RoundingError {
  readonly perNorm: number;
  readonly constant: number;
}

const UNDERFLOW = 1e-280; // far above what the subnormal results of any layer can add up to
const SQUARES_UNDERFLOW = 1e-140; // squares below 1e-308 vanish, so norms below 1e-154 do

/**
 * A bound of the rounding error that `evaluate` commits in one op.
 *
 * Dense: `γ_{n+2}(‖W‖_F · N + ‖b‖)`, whatever the order of the sums. Sorting and rectifying compare and move, which is exact. HouseHolder, with
 * |v| < 1.5: at most eight roundings of terms below 8 N. Convolution: as dense, with `√counts · ‖W‖_F >= ‖|C|‖₂` (see `largestCount`) and the bias at every
 * position. Window norms: 8 roundings more than terms, so that a square root may be off by four units. Branches and reflections: the errors of their parts, carried on.
 */
export function roundingError(op: Op): RoundingError {
  switch (op.op) {
    case "dense": {
      const g = gamma(op.weight.rows + 2, U64);
      return { perNorm: up(g * normUp(op.weight.data)), constant: up(g * (op.bias === undefined ? 0 : normUp(op.bias)) + UNDERFLOW) };
    }
    case "groupSort":
    case "maxMin":
      return { perNorm: 0, constant: 0 };
    case "prelu":
      return {
        perNorm: up(U64 * op.negative.reduce((largest, slope) => Math.max(largest, Math.abs(slope)), Math.abs(op.positive))),
        constant: UNDERFLOW,
      };
    case "houseHolder":
      return { perNorm: up(gamma(8, U64) * 8), constant: UNDERFLOW };
    case "scale":
      return { perNorm: up(U64 * Math.abs(op.factor)), constant: UNDERFLOW };
    case "convolution":
      return convolution(op);
    case "convolutionTranspose":
      return convolutionTranspose(op);
    case "gather":
      return { perNorm: 0, constant: 0 };
    case "windowSum":
      return { perNorm: up(gamma(largestWindow(op.windows) + 2, U64) * windowSumNorm(op)), constant: UNDERFLOW };
    case "windowNorm":
      return { perNorm: up(gamma(largestWindow(op.windows) + 8, U64) * lipschitzConstant(op)), constant: SQUARES_UNDERFLOW };
    case "centre":
      return { perNorm: up(2 * gamma(largestWindow(op.windows) + 4, U64)), constant: UNDERFLOW };
    case "shift":
      return { perNorm: up(U64), constant: up(U64 * normUp(op.shift) * sqrtUp(op.size / op.shift.length) + UNDERFLOW) };
    case "branches":
      return branches(op);
    case "reluReflection":
      return reluReflection(op);
  }
}

/** `>= ‖|C|‖₂`, the norm with all weights made positive. */
function absoluteNorm(map: ConvolutionMap): number {
  return up(sqrtUp(largestCount(map.axes[0]) * largestCount(map.axes[1])) * normUp(map.kernel));
}

function convolution({ map, bias }: Convolution): RoundingError {
  const g = gamma((map.axes[0].kernel * map.axes[1].kernel * map.inChannels) / map.groups + 2, U64);
  const shift = bias === undefined ? 0 : up(sqrtUp(positions(map)) * normUp(bias));
  return { perNorm: up(g * absoluteNorm(map)), constant: up(g * shift + UNDERFLOW) };
}

function convolutionTranspose({ map, bias }: ConvolutionTranspose): RoundingError {
  const counts = largestCount(map.axes[0]) * largestCount(map.axes[1]);
  const g = gamma((counts * map.outChannels) / map.groups + counts + 2, U64);
  const shift = bias === undefined ? 0 : up(sqrtUp(map.axes[0].size * map.axes[1].size) * normUp(bias));
  return { perNorm: up(g * absoluteNorm(map)), constant: up(g * shift + UNDERFLOW) };
}

/** Each branch carries its error through its own constants; its result has at most `‖f(0)‖` more than its constant times the input's norm. */
function branches({ branches: all }: Branches): RoundingError {
  const parts = all.map(({ weight, ops }) => {
    // size: ‖state‖ <= slope·N + offset; error: ‖computed - exact‖ <= slope·N + offset
    let [sizeSlope, sizeOffset, slope, offset] = [1, 0, 0, 0];
    for (const op of ops) {
      const own = roundingError(op);
      const lipschitz = lipschitzConstant(op);
      slope = up(lipschitz * slope + own.perNorm * (sizeSlope + slope));
      offset = up(lipschitz * offset + own.perNorm * (sizeOffset + offset) + own.constant);
      [sizeSlope, sizeOffset] = [up(lipschitz * sizeSlope), up(lipschitz * sizeOffset + offsetOf(op))];
    }
    const w = Math.abs(weight);
    const scaled = (value: number, size: number): number => up(w * (value + 2 * U64 * (size + value)));
    return {
      perNorm: scaled(slope, sizeSlope),
      constant: up(scaled(offset, sizeOffset) + UNDERFLOW),
      sizeSlope: w * sizeSlope,
      sizeOffset: w * sizeOffset,
    };
  });
  const g = gamma(all.length, U64); // the sum
  const total = (field: "perNorm" | "constant" | "sizeSlope" | "sizeOffset"): number =>
    up(parts.reduce((sum, part) => sum + part[field], 0));
  return {
    perNorm: up(total("perNorm") * (1 + g) + g * total("sizeSlope")),
    constant: up(total("constant") * (1 + g) + g * total("sizeOffset")),
  };
}

/** `>= ‖f(0)‖`, how far an op moves the origin. */
function offsetOf(op: Op): number {
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
      return up(op.branches.reduce((sum, { weight, ops }) => sum + Math.abs(weight) * chainOffset(ops), 0));
    case "reluReflection":
      return up(2 * lipschitzConstant(op.inner) * offsetOf(op.inner));
    default:
      return 0; // the rest keep the origin
  }
}

function chainOffset(ops: readonly Op[]): number {
  return ops.reduce((offset, op) => up(lipschitzConstant(op) * offset + offsetOf(op)), 0);
}

/** The inner op forwards, the rectifier (exact), the transpose back, and the difference. */
function reluReflection({ inner }: ReluReflection): RoundingError {
  const forward = roundingError(inner);
  const sigma = lipschitzConstant(inner);
  const back =
    inner.op === "dense"
      ? up(gamma(inner.weight.columns + 2, U64) * normUp(inner.weight.data))
      : convolutionTranspose({ op: "convolutionTranspose", map: inner.map }).perNorm;
  const hiddenSlope = up(sigma + forward.perNorm);
  const hiddenOffset = up(offsetOf(inner) + forward.constant);
  const perNorm = up(2 * (sigma * forward.perNorm + back * hiddenSlope));
  const constant = up(2 * (sigma * forward.constant + back * hiddenOffset));
  return {
    perNorm: up(perNorm + 2 * U64 * (1 + 2 * sigma * hiddenSlope + perNorm)),
    constant: up(constant + 2 * U64 * (2 * sigma * hiddenOffset + constant) + UNDERFLOW),
  };
}
