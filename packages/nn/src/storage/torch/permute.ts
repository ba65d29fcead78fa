import { type TensorData, sizeOf } from "../tensor-data.ts";

/**
 * Reorders axes: `y[i_{axes[0]}, i_{axes[1]}, …] = x[i_0, i_1, …]`.
 *
 * @example permute({ shape: [1, 2], data: Float32Array.of(3, 4) }, [1, 0]) // shape [2, 1]
 */
export function permute({ shape, data }: TensorData, axes: readonly number[]): TensorData {
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const target = axes.map((axis) => shape[axis] ?? 1);
  const steps = axes.map((axis) => strides[axis] ?? 0);
  const out = data.slice();
  const index = target.map(() => 0);
  for (let i = 0, from = 0; i < out.length; i++) {
    out[i] = data[from] ?? 0;
    for (let axis = target.length - 1; axis >= 0; axis--) {
      from += steps[axis] ?? 0;
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (target[axis] ?? 0)) break;
      from -= (index[axis] ?? 0) * (steps[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return { shape: target, data: out };
}

/** The order of axes that undoes `axes`. */
export function inverse(axes: readonly number[]): readonly number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}
