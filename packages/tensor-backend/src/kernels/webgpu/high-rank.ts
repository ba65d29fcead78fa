import {
  Add, Atan2, Equal, FloorDiv, Greater, GreaterEqual, Less, LessEqual, LogicalAnd, LogicalOr, Maximum, Minimum, Mod, Multiply, NotEqual, Pow, RealDiv, Select,
  SquaredDifference, Sub, Tile, type TileAttrs, broadcastTo, broadcast_util, reshape, tile,
} from "@tensorflow/tfjs-core"; // prettier-ignore
import { type ComposedCall, composedKernel } from "../composed/composed-kernel.ts";
import type { Kernel } from "../kernel.ts";
import { mergedAxes } from "./merged-axes.ts";

const BINARY = [
  Add, Atan2, Equal, FloorDiv, Greater, GreaterEqual, Less, LessEqual, LogicalAnd, LogicalOr, Maximum, Minimum, Mod, Multiply, NotEqual, Pow, RealDiv,
  SquaredDifference, Sub,
]; // prettier-ignore

const MAX_RANK = 4; // WGSL has vectors of up to four components

/**
 * Operations of the WebGPU engine on more than four axes: its shaders for broadcasting do not compile there (the result is zeros and a message on
 * the console), `where` refuses, and `tile` reads the tensor back synchronously, which Node cannot.
 */
export const highRanks: readonly Kernel[] = [
  ...BINARY.map((name) =>
    composedKernel(name, ["webgpu"], ({ inputs: { a, b }, attrs, stock }: ComposedCall<"a" | "b", object>) => {
      const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
      if (shape.length <= MAX_RANK) return stock({ a, b }, attrs);
      const [left, right] = mergedAxes(a.shape, b.shape);
      const merged =
        left.length <= MAX_RANK
          ? stock({ a: reshape(a, left), b: reshape(b, right) }, attrs)
          : stock({ a: reshape(broadcastTo(a, shape), [-1]), b: reshape(broadcastTo(b, shape), [-1]) }, attrs);
      return reshape(merged, shape);
    }),
  ),

  composedKernel(Select, ["webgpu"], ({ inputs, attrs, stock }: ComposedCall<"condition" | "t" | "e", object>) => {
    const { condition, t, e } = inputs;
    if (t.rank <= MAX_RANK || condition.rank !== t.rank) return stock(inputs, attrs);
    return reshape(stock({ condition: reshape(condition, [-1]), t: reshape(t, [-1]), e: reshape(e, [-1]) }, attrs), t.shape);
  }),

  composedKernel(Tile, ["webgpu"], ({ inputs: { x }, attrs: { reps }, stock }: ComposedCall<"x", TileAttrs>) => {
    if (x.rank <= MAX_RANK) return stock({ x }, { reps });
    const shape = x.shape.map((side, i) => side * (reps[i] ?? 1));
    return reshape(
      reps.reduceRight((tiled, count, axis) => {
        if (count === 1) return tiled;
        const outer = x.shape.slice(0, axis).reduce((product, side) => product * side, 1);
        return tile(reshape(tiled, [outer, -1]), [1, count]); // the inner axes are tiled already
      }, x),
      shape,
    );
  }),
];
