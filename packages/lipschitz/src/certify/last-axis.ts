import { unsupported } from "@surenet/tensor-backend";

/** The number of channels, when an activation works along the last axis: the only one a certificate passes through. */
export function lastAxis(layer: string, axis: number, shape: readonly number[]): number {
  const channels = shape.at(-1) ?? 1;
  if (axis === -1 || axis === shape.length) return channels; // the axis counts the batch, the shape does not
  throw unsupported({
    where: "certify",
    problem: `${layer} works along axis ${axis}`,
    expected: "the last axis",
    fix: "Transpose before it, or leave the axis at its default.",
  });
}
