import { GatherV2, type GatherV2Attrs, util } from "@tensorflow/tfjs-core";
import { invalidValue } from "../../errors/throw.ts";
import type { Kernel } from "../kernel.ts";
import { type SimdCall, simdKernel, stockKernel } from "./simd-kernel.ts";

const WORD = 4; // bytes of a float32 or int32

/** Rows by index, copied as they lie; the wasm engine goes number by number, a hundred times as slow. */
export const gather: Kernel = simdKernel(stockKernel(GatherV2), (call: SimdCall<"x" | "indices", GatherV2Attrs>) => {
  const { memory, simd, otherwise } = call;
  const { x, indices } = call.inputs;
  if (x.dtype === "bool" || x.dtype === "string" || indices.dtype !== "int32") return otherwise();
  const { batchDims } = call.attrs;
  const axis = util.parseAxisParam(call.attrs.axis, x.shape)[0] ?? 0;
  const out = memory.make([...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)], x.dtype);
  const [places] = memory.views(indices);
  const count = x.shape[axis] ?? 1;
  const wrong = places.findIndex((place) => place < 0 || place >= count);
  if (wrong >= 0) {
    memory.free(out);
    const expected = `an index from 0 to ${count - 1}`;
    throw invalidValue({ where: "gather", problem: `index ${wrong} points outside axis ${axis}`, expected, got: places[wrong] });
  }
  const batches = util.sizeFromShape(x.shape.slice(0, batchDims));
  const blocks = util.sizeFromShape(x.shape.slice(batchDims, axis)); // that the same indices apply to
  const row = util.sizeFromShape(x.shape.slice(axis + 1)) * WORD;
  const picks = places.length / batches;
  const [from, at, to] = [memory.pointer(x), memory.pointer(indices), memory.pointer(out)];
  for (let block = 0; block < batches * blocks; block++) {
    const batch = Math.floor(block / blocks);
    simd.kernels.gatherRows(picks, at + batch * picks * WORD, from + block * count * row, row, to + block * picks * row);
  }
  return out;
});
