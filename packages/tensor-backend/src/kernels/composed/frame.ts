import type { backend_util } from "@tensorflow/tfjs-core";

type Geometry = backend_util.Conv2DInfo;

/** The zeros (or what a pooling puts there) around an image of `[batch, height, width, channels]`, and its shape with them. */
export interface Frame {
  readonly paddings: [number, number][];
  readonly shape: [number, number, number, number];
  /** Where the image begins in its frame. */
  readonly begin: [number, number, number, number];
}

/** The name of the padding that a geometry amounts to, or undefined when it has none and the image needs a {@link frame}. */
export function namedPadding(info: Geometry): "same" | "valid" | undefined {
  const sides = [
    { size: info.inHeight, out: info.outHeight, stride: info.strideHeight, filter: info.effectiveFilterHeight, before: info.padInfo.top },
    { size: info.inWidth, out: info.outWidth, stride: info.strideWidth, filter: info.effectiveFilterWidth, before: info.padInfo.left },
  ];
  if (sides.every(({ size, out, stride, filter, before }) => before === 0 && out === Math.floor((size - filter) / stride) + 1))
    return "valid";
  const same = sides.every(({ size, out, stride, filter, before }) => {
    return out === Math.ceil(size / stride) && before === Math.floor(Math.max(0, (out - 1) * stride + filter - size) / 2);
  });
  return same ? "same" : undefined;
}

/** The frame with which `valid` padding visits the windows of this geometry. */
export function frame({ batchSize, inChannels, inHeight, inWidth, padInfo, ...info }: Geometry): Frame {
  const bottom = (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight - inHeight - padInfo.top;
  const right = (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth - inWidth - padInfo.left;
  const rows: [number, number] = [padInfo.top, Math.max(0, bottom)];
  const columns: [number, number] = [padInfo.left, Math.max(0, right)];
  return {
    paddings: [[0, 0], rows, columns, [0, 0]],
    shape: [batchSize, inHeight + rows[0] + rows[1], inWidth + columns[0] + columns[1], inChannels],
    begin: [0, rows[0], columns[0], 0],
  };
}
