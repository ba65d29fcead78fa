import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";
import { eachElement } from "./channels.ts";

/** LPReLU that keeps its bound for k < 1: slope `min(1, k)` on the positive side, `clamp(a, -k, k)` on the other. */
export function lpReluBounded(golden: GoldenCase): Record<string, StoredTensor> {
  const { x, grad_output: upstream } = golden.inputs as Record<"x" | "grad_output", StoredTensor>;
  const g = numbers(upstream);
  const slope = slopes(golden);
  const y: number[] = [];
  const gradX: number[] = [];
  numbers(x).forEach((value, i) => {
    y.push(slope(i, value) * value);
    gradX.push(slope(i, value) * (g[i] ?? NaN));
  });
  return { y: { shape: x.shape, data: y }, y_export: { shape: x.shape, data: y }, grad_x: { shape: x.shape, data: gradX } };
}

/** An export that computes what the layer computes: slopes up to k, not up to 1. */
export function lpReluExport(golden: GoldenCase): Record<string, StoredTensor> {
  const { y_export: exported } = lpReluBounded(golden);
  return exported === undefined ? {} : { y_export: exported };
}

/** The slope that applies at an element. */
function slopes({ params, inputs }: GoldenCase): (index: number, value: number) => number {
  const k = Number(params["k_coef_lip"] ?? 1);
  const given = inputs["weight"] === undefined ? [Number(params["init"])] : Array.from(numbers(inputs["weight"]));
  const channelOf = new Map<number, number>();
  eachElement(inputs["x"]?.shape ?? [], (index, channel) => channelOf.set(index, channel));
  return (index, value) => {
    if (value > 0) return Math.min(1, k);
    const slope = given[(channelOf.get(index) ?? 0) % given.length] ?? NaN;
    return Math.min(Math.max(slope, -k), k);
  };
}
