import { Tile, type TileAttrs, util } from "@tensorflow/tfjs-core";
import { unsupported } from "../../errors/throw.ts";
import { type Kernel, type KernelCall, kernel } from "../kernel.ts";

/**
 * Repeats a tensor `reps[i]` times along axis `i`, block by block; the wasm engine goes element by element, 30 times as slow.
 *
 * TensorFlow.js broadcasts with this kernel, so every `where` with a scalar and every gradient of a sum waits for it.
 */
export const tile: Kernel = kernel(Tile, ["wasm"], ({ inputs: { x }, attrs: { reps }, memory }: KernelCall<"x", TileAttrs>) => {
  if (x.dtype === "string") throw unsupported({ where: "tile", problem: "the wasm engine repeats numbers only", got: x.dtype });
  const out = memory.make(x.shape.map((side, i) => side * (reps[i] ?? 1)), x.dtype); // prettier-ignore
  const [from, to] = memory.views(x, out);
  const block = x.shape.map((_, i) => util.sizeFromShape(x.shape.slice(i))); // elements of one index of the axis before
  const lastRepeated = reps.findLastIndex((count) => count > 1);

  /** Writes the tiled block of axes `axis…` that starts at `source`, and returns its length. */
  const write = (axis: number, source: number, target: number): number => {
    const size = block[axis] ?? 1;
    let written = 0;
    if (axis >= lastRepeated) {
      if (size === 1) to[target] = from[source] ?? 0;
      else to.set(from.subarray(source, source + size), target);
      written = size;
    } else {
      const step = block[axis + 1] ?? 1;
      for (let at = source; at < source + size; at += step) written += write(axis + 1, at, target + written);
    }
    const count = reps[axis] ?? 1;
    if (written === 1) to.fill(to[target] ?? 0, target, target + count);
    else for (let i = 1; i < count; i++) to.copyWithin(target + i * written, target, target + written);
    return written * count;
  };
  if (out.shape.length > 0 && to.length > 0) write(0, 0, 0);
  else to.set(from);
  return out;
});
