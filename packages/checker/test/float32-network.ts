import { convolve } from "../src/network/convolve.ts";
import { evaluate } from "../src/network/evaluate.ts";
import type { Dense, Op } from "../src/network/op.ts";

/** Ways in which an engine may add up products: one after the other from either end, from the smallest, with fused multiply-adds, or all results rounded towards zero. */
export const STYLES = ["serial", "reverse", "ascending", "fused", "truncated"] as const;
export type Style = (typeof STYLES)[number];

/** A network in float32: every product and sum rounded to it, in an order of the engine's choice. Ops without weights are rounded once an entry. */
export function float32Network(ops: readonly Op[], style: Style): (x: Float32Array) => Float64Array {
  const round = style === "truncated" ? truncate : Math.fround;
  const prepared = ops.map((op, i) => (op.op === "convolution" ? written(op, sizeBefore(ops, i)) : op));
  return (x) => {
    let state: Float64Array = Float64Array.from(x);
    for (const op of prepared) {
      state = op.op === "dense" ? product(op, state, { style, round }) : Float64Array.from(evaluate(op, state), round);
    }
    return state;
  };
}

function product(
  { weight: { rows, columns, data }, bias }: Dense,
  x: Float64Array,
  { style, round }: { style: Style; round: (value: number) => number },
): Float64Array {
  return Float64Array.from({ length: columns }, (_, j) => {
    const exact = Array.from({ length: rows }, (__, i) => (x[i] as number) * (data[i * columns + j] as number));
    if (style === "reverse") exact.reverse();
    if (style === "ascending") exact.sort((a, b) => Math.abs(a) - Math.abs(b));
    let sum = 0;
    for (const term of exact) sum = round(sum + (style === "fused" ? term : round(term)));
    return round(sum + (bias?.[j] ?? 0));
  });
}

/** Towards zero. */
function truncate(value: number): number {
  const nearest = Math.fround(value);
  if (Math.abs(nearest) <= Math.abs(value)) return nearest;
  const bits = new Int32Array(Float32Array.of(nearest).buffer);
  bits[0] = (bits[0] as number) - 1;
  return new Float32Array(bits.buffer)[0] as number;
}

/** A zero-padded convolution as a dense op: every entry is one weight, so nothing is rounded. */
function written({ map, bias }: Extract<Op, { op: "convolution" }>, rows: number): Dense {
  const images = Array.from({ length: rows }, (_, i) =>
    convolve(
      map,
      Float64Array.from({ length: rows }, (__, k) => Number(i === k)),
    ),
  );
  const columns = images[0]?.length ?? 0;
  const data = Float32Array.from(images.flatMap((image) => Array.from(image)));
  return {
    op: "dense",
    weight: { rows, columns, data },
    bias: Float32Array.from({ length: columns }, (_, j) => bias?.[j % map.outChannels] ?? 0),
  };
}

function sizeBefore(ops: readonly Op[], i: number): number {
  const op = ops[i];
  if (op?.op !== "convolution") throw new TypeError("only convolutions are written down");
  return op.map.axes[0].size * op.map.axes[1].size * op.map.inChannels;
}
