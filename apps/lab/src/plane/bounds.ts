/** A part of the plane that a picture shows. */
export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

const EDGE = 0.18; // of the data's extent on every side, so that circles at the border stay in view

/** A square around points `x, y, x, y, ..`. */
export function boundsOf(inputs: ArrayLike<number>, edge: number = EDGE): Bounds {
  const [x, y] = [extent(inputs, 0), extent(inputs, 1)];
  const half = (Math.max(x.size, y.size) / 2 || 1) * (1 + 2 * edge);
  return { left: x.middle - half, right: x.middle + half, bottom: y.middle - half, top: y.middle + half };
}

function extent(inputs: ArrayLike<number>, offset: number): { readonly middle: number; readonly size: number } {
  let [low, high] = [Infinity, -Infinity];
  for (let i = offset; i < inputs.length; i += 2) [low, high] = [Math.min(low, inputs[i] ?? low), Math.max(high, inputs[i] ?? high)];
  return { middle: (low + high) / 2, size: high - low };
}
