import { shapeMismatch } from "@surenet/tensor-backend";

/** A sample's shape as an image's. */
export function imageShape(layer: string, shape: readonly number[]): readonly [height: number, width: number, channels: number] {
  const [height, width, channels] = shape;
  if (shape.length === 3 && height !== undefined && width !== undefined && channels !== undefined) return [height, width, channels];
  throw shapeMismatch({
    where: "certify",
    problem: `${layer} does not fit what reaches it`,
    expected: "samples of shape [height, width, channels]",
    got: shape,
  });
}
