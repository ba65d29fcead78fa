import { type Tensor, tensor } from "@tensorflow/tfjs-core";
import { checkOptions, invalidOption } from "@surenet/tensor-backend";

export interface AlongOptions {
  /** One axis or several, negative ones from the end; all by default. */
  readonly axis?: number | readonly number[];
  readonly keepDims?: boolean;
  /** Leaves out NaN; without it one NaN makes the result NaN. */
  readonly ignoreNan?: boolean;
}

export const ALONG_OPTIONS = ["axis", "keepDims", "ignoreNan"] as const;

/** Reduces the numbers along axes to one each, in float64 on the host. */
export function reduceAlong(
  where: string,
  x: Tensor,
  { axis, keepDims = false, ignoreNan = false }: AlongOptions,
  reduce: (values: readonly number[]) => number,
): Tensor {
  const { shape } = x;
  const axes = (axis === undefined ? shape.map((_, i) => i) : [axis].flat()).map((a) => (a < 0 ? a + shape.length : a));
  if (!axes.every((a) => Number.isInteger(a) && a >= 0 && a < shape.length) || new Set(axes).size !== axes.length)
    throw invalidOption({ where, option: "axis", got: axis, expected: `different axes of [${shape.join(", ")}]` });
  const groups = Array.from({ length: shape.reduce((n, side, i) => (axes.includes(i) ? n : n * side), 1) }, (): number[] => []);
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((n, side, k) => (axes.includes(i + 1 + k) ? n : n * side), 1));
  x.dataSync().forEach((value, at) => {
    let [rest, group] = [at, 0];
    for (let i = shape.length - 1; i >= 0; i--) {
      const side = shape[i] ?? 1;
      if (!axes.includes(i)) group += (rest % side) * (strides[i] ?? 0);
      rest = Math.floor(rest / side);
    }
    groups[group]?.push(value);
  });
  const results = groups.map((values) => {
    if (ignoreNan) return reduce(values.filter((value) => !Number.isNaN(value)));
    return values.some(Number.isNaN) ? NaN : reduce(values);
  });
  const kept = keepDims ? shape.map((side, i) => (axes.includes(i) ? 1 : side)) : shape.filter((_, i) => !axes.includes(i));
  return tensor(results, kept, "float32");
}

/** Reads the options of a statistic that has none but these. */
export function checkAlong(where: string, options: AlongOptions): AlongOptions {
  checkOptions(where, options, ALONG_OPTIONS);
  return options;
}
