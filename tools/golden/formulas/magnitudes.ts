import { type GoldenCase, type StoredTensor, numbers } from "../vectors.ts";

/** The numbers of least (absmin) or largest (absmax) magnitude along `dim`, each with its own sign. */
export function signedMagnitude({ params, inputs: { data: x } }: GoldenCase): Record<string, StoredTensor> {
  if (x === undefined) return {};
  const { fn, dim, keepdim } = params as { fn: string; dim: number | number[]; keepdim: boolean };
  const axes = new Set([dim].flat().map((axis) => (axis < 0 ? axis + x.shape.length : axis)));
  const kept = x.shape.map((side, i) => (axes.has(i) ? 1 : side));
  const found: number[] = [];
  Array.from(numbers(x)).forEach((value, at) => {
    let [rest, place, stride] = [at, 0, 1];
    for (let i = x.shape.length - 1; i >= 0; i--) {
      const side = x.shape[i] ?? 1;
      if (!axes.has(i)) [place, stride] = [place + (rest % side) * stride, stride * side];
      rest = Math.floor(rest / side);
    }
    const before = found[place];
    const closer = before === undefined || (fn === "absmin" ? Math.abs(value) < Math.abs(before) : Math.abs(value) > Math.abs(before));
    if (closer) found[place] = value;
  });
  return { out: { shape: keepdim ? kept : x.shape.filter((_, i) => !axes.has(i)), data: found } };
}
