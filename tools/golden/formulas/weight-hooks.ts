import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

/** A weight matrix whose rows (dim −1) or columns (dim 0) have the p-norm `scale`, or whose numbers are clamped. */
export function constrainedWeight({ params, inputs: { w } }: GoldenCase): Record<string, StoredTensor> {
  if (w === undefined) return {};
  const values = Array.from(numbers(w));
  const { hook, order, scale, dim, min, max } = params as Readonly<Record<string, unknown>>;
  if (hook === "Clamping") {
    const [least, most] = [typeof min === "number" ? min : -Infinity, typeof max === "number" ? max : Infinity];
    return { w: { shape: w.shape, data: values.map((value) => Math.min(Math.max(value, least), most)) } };
  }
  const columns = w.shape[1] ?? 1;
  const group = (i: number): number => (dim === 0 ? i % columns : Math.floor(i / columns));
  const sums: number[] = [];
  values.forEach((value, i) => (sums[group(i)] = (sums[group(i)] ?? 0) + Math.abs(value) ** Number(order)));
  const data = values.map((value, i) => (value * Number(scale)) / (sums[group(i)] ?? NaN) ** (1 / Number(order)));
  return { w: { shape: w.shape, data } };
}
